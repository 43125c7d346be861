package io.diskwright.probe.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Answers that were captured, broken in every way that hostile or dying devices break them. */
class FuzzTest {
  private static final int RUNS = 1_000_000;
  private static final int LONGEST = 1100;

  /** Reads an answer; what is returned must be bounded. */
  @FunctionalInterface
  private interface Parser {
    Object parse(Octets in) throws UnusableAnswerException;
  }

  private static final Map<String, List<Parser>> PARSERS =
      Map.ofEntries(
          Map.entry("idctrl", List.of(NvmeController::parse)),
          Map.entry(
              "idns",
              List.of(
                  NvmeNamespace::parse,
                  in -> NvmeIds.ofNamespace(in).wwn(),
                  in -> NvmeNamespace.parse(in).atomicBytes(65536))),
          Map.entry("descs", List.of(in -> NvmeIds.parse(in).wwn())),
          Map.entry("smart", List.of(NvmeHealth::parse)),
          Map.entry("inq", List.of(ScsiInquiry::parse)),
          Map.entry("vpd00", List.of(ScsiPages::supported)),
          Map.entry("vpd80", List.of(ScsiPages::serial, in -> String.valueOf(why(in)))),
          Map.entry("vpd83", List.of(Designators::wwn)),
          Map.entry("vpd89", List.of(in -> AtaIdentity.parse(ScsiPages.ataInformation(in)))),
          Map.entry("vpdb0", List.of(ScsiPages.Limits::parse)),
          Map.entry("vpdb1", List.of(ScsiPages.Characteristics::parse)),
          Map.entry("vpdb2", List.of(ScsiPages.Provisioning::parse)),
          Map.entry("rc16", List.of(Capacity16::parse)),
          Map.entry("ms", List.of(CachingPage::parse)),
          Map.entry("ata", List.of(AtaIdentity::parse)),
          Map.entry("sg", List.of(in -> outcome(in).length())));

  private static String why(Octets in) throws UnusableAnswerException {
    return String.valueOf(Names.whyNoSerial(ScsiPages.serial(in)));
  }

  /** The header, the data and the sense data one after the other. */
  private static Octets outcome(Octets in) throws UnusableAnswerException {
    byte[] all = Arrays.copyOf(in.toBytes(), 88 + 96 + 64);
    return ScsiDevice.outcome(
        Arrays.copyOf(all, 88),
        Arrays.copyOfRange(all, 88, 184),
        Arrays.copyOfRange(all, 184, all.length));
  }

  private record Seed(byte[] answer, List<Parser> parsers) {}

  private static List<Seed> seeds() {
    List<Seed> seeds = new ArrayList<>();
    for (String device :
        List.of("nvme", "nvme-4k", "sata-hdd", "sata-ssd", "sas", "thin-lun", "scsi-debug")) {
      Captured.of(device)
          .answers()
          .forEach((name, answer) -> seeds.add(new Seed(answer, List.copyOf(parsers(name)))));
    }
    byte[] refused = new byte[88 + 96 + 64];
    refused[64] = 2;
    refused[67] = 18;
    refused[184] = 0x70;
    refused[186] = 5;
    seeds.add(new Seed(refused, parsers("sg")));
    return seeds;
  }

  private static List<Parser> parsers(String name) {
    return java.util.Objects.requireNonNull(PARSERS.get(name), name);
  }

  /** Mutates a copy in place; returns how much of it is there. */
  private static int mutate(byte[] data, int length, Random random) {
    int kind = random.nextInt(16);
    if (kind == 0) {
      Arrays.fill(data, 0, length, (byte) (random.nextBoolean() ? 0xff : random.nextInt(256)));
    } else if (kind == 1) {
      int from = random.nextInt(length);
      for (int i = from; i < Math.min(length, from + 64); i++) {
        data[i] = (byte) random.nextInt(256);
      }
    }
    int reach = random.nextInt(4) == 0 ? length : Math.min(length, 160);
    for (int i = random.nextInt(6); i > 0; i--) {
      int at = random.nextInt(reach);
      data[at] =
          switch (random.nextInt(4)) {
            case 0 -> (byte) 0xff;
            case 1 -> 0;
            case 2 -> (byte) (data[at] ^ 1 << random.nextInt(8));
            default -> (byte) random.nextInt(256);
          };
    }
    return random.nextInt(4) == 0 ? random.nextInt(length + 1) : length;
  }

  @Test
  void shouldThrowNothingButTheOneExceptionWhateverADeviceAnswers() {
    Random random = new Random(20260725);
    List<Seed> seeds = seeds();
    int refused = 0;
    long runs = 0;
    while (runs < RUNS) {
      Seed seed = seeds.get(random.nextInt(seeds.size()));
      byte[] data = seed.answer.clone();
      Octets in = Octets.of(data, mutate(data, data.length, random));
      for (Parser parser : seed.parsers) {
        runs++;
        try {
          Object said = parser.parse(in);
          if (runs % 16 == 0) { // toString is slower than all the rest
            assertThat(said.toString().length()).isLessThan(LONGEST);
          }
        } catch (UnusableAnswerException e) {
          refused++;
          assertThat(e.result().length()).isBetween(1, 60);
        } catch (RuntimeException e) {
          throw new AssertionError(
              "run " + runs + ", " + java.util.HexFormat.of().formatHex(in.toBytes()), e);
        }
      }
    }
    assertThat(refused).isBetween(RUNS / 20, RUNS * 19 / 20);
  }
}
