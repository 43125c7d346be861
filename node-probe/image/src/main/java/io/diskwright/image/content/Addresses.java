package io.diskwright.image.content;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * Which addresses are nobody's business but this host's and its network's: what IANA's registries
 * of special-purpose addresses do not call global, and what only wraps such a one.
 */
final class Addresses {
  private Addresses() {}

  /** Whether {@code address} can be reached by all of the Internet, and so by anybody's request. */
  static boolean isPublic(InetAddress address) {
    byte[] bytes = address.getAddress();
    return address instanceof Inet4Address ? isPublic4(bytes) : isPublic6(bytes);
  }

  private static boolean isPublic4(byte[] ip) {
    int first = ip[0] & 0xff;
    int second = ip[1] & 0xff;
    int third = ip[2] & 0xff;
    return switch (first) {
      case 0, 10, 127 -> false; // this network, private, loopback
      case 100 -> second < 64 || second > 127; // shared by carriers
      case 169 -> second != 254; // link-local; where clouds tell their secrets
      case 172 -> second < 16 || second > 31; // private
      case 192 ->
          !(second == 168 // private
              || (second == 0 && (third == 0 || third == 2)) // protocols, documentation
              || (second == 88 && third == 99)); // relays
      case 198 -> !(second == 18 || second == 19 || (second == 51 && third == 100));
      case 203 -> !(second == 0 && third == 113);
      default -> first < 224; // multicast, reserved, broadcast
    };
  }

  private static boolean isPublic6(byte[] ip) {
    if (startsWith(ip, 0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0)) { // NAT64
      return isPublic4(Arrays.copyOfRange(ip, 12, 16));
    }
    if (startsWith(ip, 0x20, 0x02)) { // 6to4
      return isPublic4(Arrays.copyOfRange(ip, 2, 6));
    }
    boolean global = (ip[0] & 0xe0) == 0x20; // 2000::/3: nothing else was handed out
    return global
        && !startsWith(ip, 0x20, 0x01, 0x00, 0x00) // Teredo
        && !startsWith(ip, 0x20, 0x01, 0x0d, 0xb8) // documentation
        && !startsWith(ip, 0x3f, 0xff);
  }

  private static boolean startsWith(byte[] ip, int... bytes) {
    for (int i = 0; i < bytes.length; i++) {
      if ((ip[i] & 0xff) != bytes[i]) {
        return false;
      }
    }
    return true;
  }

  /**
   * The addresses of {@code host} that may be connected to; those and no others are, so that a name
   * that answers differently the next time changes nothing.
   *
   * @param anywhere whether every address may
   */
  static InetAddress[] of(String host, boolean anywhere) throws SupplyException {
    InetAddress[] all;
    try {
      all = InetAddress.getAllByName(host);
    } catch (UnknownHostException e) {
      throw new SupplyException("cannot be had: no address is known of " + host, e);
    }
    InetAddress[] allowed =
        Arrays.stream(all).filter(one -> anywhere || isPublic(one)).toArray(InetAddress[]::new);
    if (allowed.length == 0) {
      throw SupplyException.refused(
          "is not fetched: "
              + host
              + " is at "
              + all[0].getHostAddress()
              + ", which is no public address; on a cluster the pool can allow it by"
              + " spec.sources.allowPrivateAddresses, on the command line"
              + " --allow-private-addresses does");
    }
    return allowed;
  }
}
