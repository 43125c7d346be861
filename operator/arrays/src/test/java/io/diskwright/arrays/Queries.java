package io.diskwright.arrays;

import io.diskwright.api.v1alpha1.ArrayCredentials;
import io.diskwright.api.v1alpha1.ArrayInterface;
import io.diskwright.api.v1alpha1.ArraySpec;
import io.diskwright.api.v1alpha1.DeclaredCapability;
import io.diskwright.api.v1alpha1.SecretRef;
import io.diskwright.planner.Capability;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Questions of tests. */
public final class Queries {
  /** Of the account that test servers know. */
  public static final String USERNAME = "reader";

  /** Its password; in no message, ever. */
  public static final String PASSWORD = "p4ss-w0rd";

  private static final Limits PATIENT = limits(10, 20);
  private static final Limits HASTY = limits(1, 3);

  private Queries() {}

  /** About a volume. */
  public static ArrayQuery volume(
      ArrayInterface kind, String endpoint, String volume, @Nullable String authorities) {
    return query(kind, endpoint, volume, null, authorities);
  }

  /** About a pool. */
  public static ArrayQuery pool(
      ArrayInterface kind, String endpoint, String pool, @Nullable String authorities) {
    return query(kind, endpoint, null, pool, authorities);
  }

  /** The same, without patience: for servers that do not answer. */
  public static ArrayQuery hasty(ArrayQuery query) {
    return new ArrayQuery(query.array(), query.login(), HASTY);
  }

  /** Capability to state and value. */
  public static Map<Capability, String> claims(ArrayAnswer answer) {
    Map<Capability, String> claims = new TreeMap<>();
    for (DeclaredCapability one : answer.capabilities()) {
      claims.put(one.name(), one.state() + (one.value() == null ? "" : " " + one.value()));
    }
    return claims;
  }

  /** What is said about one capability. */
  public static String detail(ArrayAnswer answer, Capability capability) {
    List<String> details =
        answer.capabilities().stream()
            .filter(one -> one.name() == capability)
            .map(one -> String.valueOf(one.detail()))
            .toList();
    return String.join("", details);
  }

  private static ArrayQuery query(
      ArrayInterface kind,
      String endpoint,
      @Nullable String volume,
      @Nullable String pool,
      @Nullable String authorities) {
    return new ArrayQuery(
        new ArraySpec(
            "gold",
            kind,
            endpoint,
            kind == ArrayInterface.SmiS ? "root/vendor" : null,
            volume,
            pool,
            new ArrayCredentials(new SecretRef("login")),
            null),
        new Login(USERNAME, PASSWORD, authorities),
        PATIENT);
  }

  private static Limits limits(int request, int total) {
    return new Limits(
        Duration.ofSeconds(request),
        Duration.ofSeconds(request),
        Duration.ofSeconds(total),
        64 << 10,
        256 << 10,
        200);
  }
}
