package io.diskwright.arrays;

import io.diskwright.api.v1alpha1.Reasons.ArraysReachable;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Puts what went wrong with one array into words. */
public final class Faults {
  private final String where;

  /** Of the array of {@code query}. */
  public Faults(ArrayQuery query) {
    URI endpoint = query.endpoint();
    this.where = "array %s at %s".formatted(query.array().name(), endpoint.getRawAuthority());
  }

  /** Something that no exception says. */
  public ArrayException of(ArraysReachable reason, String what) {
    return new ArrayException(reason, where + ": " + what);
  }

  /** It has no volume or pool of the name. */
  public ArrayException notFound(ArrayQuery query) {
    return of(
        ArraysReachable.NotFound,
        "it has no %s; compare with what the array itself shows".formatted(query.element()));
  }

  /** An HTTP status that is no answer. */
  public ArrayException status(int status, String path) {
    return switch (status) {
      case 401, 403 ->
          of(
              ArraysReachable.Unauthorized,
              "it refuses the account (HTTP %d for %s); check username and password in the Secret, and that the account may read"
                  .formatted(status, path));
      case 404 ->
          of(
              ArraysReachable.NotFound,
              "it has nothing at %s (HTTP 404); check the interface and what the pool names"
                  .formatted(path));
      default ->
          status >= 500
              ? of(
                  ArraysReachable.Unreachable,
                  "it cannot answer now (HTTP %d for %s); asking again later"
                      .formatted(status, path))
              : of(
                  ArraysReachable.BadAnswer,
                  "it answers HTTP %d for %s; check interface and endpoint"
                      .formatted(status, path));
    };
  }

  /** A call that failed; looks through the causes. */
  public ArrayException of(Throwable failure) {
    if (find(failure, ArrayException.class) instanceof ArrayException known) {
      return known;
    }
    if (find(failure, TooMuchException.class) instanceof TooMuchException much) {
      return of(ArraysReachable.BadAnswer, "it sends too much: " + much.getMessage());
    }
    if (find(failure, SSLException.class) != null
        || find(failure, CertificateException.class) != null) {
      return tls(failure);
    }
    if (find(failure, UnknownHostException.class) != null
        || find(failure, UnresolvedAddressException.class) != null) {
      return of(ArraysReachable.Unreachable, "there is no such host; check endpoint");
    }
    if (find(failure, HttpConnectTimeoutException.class) != null) {
      return of(ArraysReachable.Unreachable, "no connection in time; check endpoint and network");
    }
    if (find(failure, SocketTimeoutException.class) != null
        || find(failure, HttpTimeoutException.class) != null) {
      return of(ArraysReachable.Unreachable, "no answer in time; asking again later");
    }
    if (find(failure, ConnectException.class) != null
        || find(failure, NoRouteToHostException.class) != null) {
      return of(ArraysReachable.Unreachable, "no connection; check endpoint and network");
    }
    if (find(failure, ProtocolException.class) != null) {
      return of(ArraysReachable.BadAnswer, "it does not speak HTTP; check endpoint");
    }
    return of(
        ArraysReachable.Unreachable,
        "the connection broke (%s); asking again later".formatted(said(failure)));
  }

  private ArrayException tls(Throwable failure) {
    String why;
    if (find(failure, CertificateExpiredException.class) != null) {
      why = "its certificate has expired; renew it on the array";
    } else if (find(failure, CertificateNotYetValidException.class) != null) {
      why = "its certificate is not valid yet; check the clocks";
    } else if (find(failure, CertPathBuilderException.class) != null) {
      why =
          "its certificate comes from nobody we trust; put the certificate of its issuer into the Secret as ca.crt";
    } else if (find(failure, CertificateException.class) instanceof CertificateException wrong) {
      why =
          "its certificate is not for this host (%s); use the name it is for"
              .formatted(wrong.getMessage());
    } else {
      why = "TLS failed (%s); check that the endpoint speaks https".formatted(said(failure));
    }
    return of(ArraysReachable.TlsFailed, why);
  }

  private static String said(Throwable failure) {
    Throwable last = failure;
    while (last.getCause() != null && last.getCause() != last) {
      last = last.getCause();
    }
    return last.getMessage() == null ? last.getClass().getSimpleName() : last.getMessage();
  }

  private static @Nullable Throwable find(Throwable failure, Class<? extends Throwable> type) {
    Throwable at = failure;
    for (int depth = 0; at != null && depth < 20; depth++) {
      if (type.isInstance(at)) {
        return at;
      }
      at = at.getCause();
    }
    return null;
  }
}
