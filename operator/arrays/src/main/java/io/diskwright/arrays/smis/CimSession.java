package io.diskwright.arrays.smis;

import io.diskwright.api.v1alpha1.Reasons.ArraysReachable;
import io.diskwright.arrays.ArrayException;
import io.diskwright.arrays.ArrayQuery;
import io.diskwright.arrays.Deadline;
import io.diskwright.arrays.Faults;
import io.diskwright.arrays.Trust;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.security.auth.Subject;
import org.jspecify.annotations.Nullable;
import org.metricshub.wbem.javax.cim.CIMInstance;
import org.metricshub.wbem.javax.cim.CIMObjectPath;
import org.metricshub.wbem.javax.wbem.CloseableIterator;
import org.metricshub.wbem.javax.wbem.WBEMException;
import org.metricshub.wbem.javax.wbem.client.PasswordCredential;
import org.metricshub.wbem.javax.wbem.client.UserPrincipal;
import org.metricshub.wbem.javax.wbem.client.WBEMClientConstants;
import org.metricshub.wbem.javax.wbem.client.WBEMClientFactory;
import org.metricshub.wbem.sblim.cimclient.WBEMClientSBLIM;
import org.metricshub.wbem.sblim.cimclient.WBEMConfigurationProperties;

/**
 * A conversation with a CIM server: intrinsic read operations of DMTF DSP0200, by wbem-java through
 * {@link GuardedSockets}. Answers are read instance by instance, never gathered whole.
 */
final class CimSession implements AutoCloseable {
  /** Ports of CIM-XML over HTTP and HTTPS, IANA wbem-http and wbem-https. */
  private static final int HTTP_PORT = 5988;

  private static final int HTTPS_PORT = 5989;
  private static final Pattern STATUS = Pattern.compile("^HTTP (\\d{3}) ");

  static {
    XmlGuard.install();
    // Else it reads settings, such as where to write traces, from wherever it is started.
    System.setProperty(WBEMConfigurationProperties.CONFIG_URL, "file:/nonexistent");
  }

  private final WBEMClientSBLIM client;
  private final GuardedSockets sockets;
  private final Faults faults;

  private CimSession(WBEMClientSBLIM client, GuardedSockets sockets, Faults faults) {
    this.client = client;
    this.sockets = sockets;
    this.faults = faults;
  }

  /** Prepares; nothing is sent yet. */
  static CimSession open(ArrayQuery query, Faults faults) throws ArrayException {
    URI endpoint = query.endpoint();
    boolean secure = "https".equalsIgnoreCase(endpoint.getScheme());
    SSLContext tls;
    try {
      tls = secure ? Trust.of(query.login().authorities()) : null;
    } catch (GeneralSecurityException e) {
      throw faults.of(
          ArraysReachable.SecretMissing,
          "ca.crt in its Secret holds no certificates in PEM; put those of the issuer there");
    }
    GuardedSockets sockets =
        new GuardedSockets(tls, query.limits(), Deadline.in(query.limits().total()));
    try {
      WBEMClientSBLIM client =
          (WBEMClientSBLIM) WBEMClientFactory.getClient(WBEMClientConstants.PROTOCOL_CIMXML);
      // Of its parsers this one reads as it goes, and knows no document type definitions.
      client.setProperty(WBEMConfigurationProperties.CIMXML_PARSER, "PULL");
      client.setProperty(WBEMConfigurationProperties.SOCKET_CONNECT_WITH_TIMEOUT, "false");
      client.setProperty(WBEMConfigurationProperties.HTTP_USE_MPOST, "false");
      client.setProperty(WBEMConfigurationProperties.HTTP_CONNECTION_RETRIES, "0");
      client.setProperty(WBEMConfigurationProperties.ENABLE_GZIP_ENCODING, "false");
      client.setCustomSocketFactory(sockets);
      Subject subject = new Subject();
      subject.getPrincipals().add(new UserPrincipal(query.login().username()));
      subject.getPrivateCredentials().add(new PasswordCredential(query.login().password()));
      int port = endpoint.getPort() >= 0 ? endpoint.getPort() : secure ? HTTPS_PORT : HTTP_PORT;
      client.initialize(
          URI.create("%s://%s:%d".formatted(endpoint.getScheme(), endpoint.getHost(), port)),
          subject,
          new Locale[] {Locale.ENGLISH});
      return new CimSession(client, sockets, faults);
    } catch (WBEMException e) {
      throw new IllegalStateException(e); // nothing has been sent
    }
  }

  /**
   * Shows every instance of a class and its subclasses, until it has been enough.
   *
   * @param more takes an instance; false when no more is wanted
   * @return 0, or the CIM error by which the server declines, such as {@link
   *     WBEMException#CIM_ERR_INVALID_CLASS}
   */
  int instances(String namespace, String type, String[] properties, Predicate<CIMInstance> more)
      throws ArrayException {
    CIMObjectPath path = new CIMObjectPath(null, null, null, namespace, type, null);
    return each(() -> client.enumerateInstances(path, true, false, false, properties), type, more);
  }

  /**
   * Makes sure that an answer without instances was one: the parser that reads as it goes takes
   * anything without them for such an answer, a login page too. The other does not.
   */
  void verifyNone(String namespace, String type, String[] properties) throws ArrayException {
    client.setProperty(WBEMConfigurationProperties.CIMXML_PARSER, "SAX");
    instances(namespace, type, properties, instance -> false);
    client.setProperty(WBEMConfigurationProperties.CIMXML_PARSER, "PULL");
  }

  /** Shows every instance of a class that is associated with another instance. */
  int associated(
      CIMObjectPath from,
      String association,
      String type,
      String[] properties,
      Predicate<CIMInstance> more)
      throws ArrayException {
    CIMObjectPath local =
        new CIMObjectPath(
            null, null, null, from.getNamespace(), from.getObjectName(), from.getKeys());
    return each(
        () -> client.associatorInstances(local, association, type, null, null, false, properties),
        type,
        more);
  }

  @Override
  public void close() {
    client.close();
  }

  private int each(Call call, String type, Predicate<CIMInstance> more) throws ArrayException {
    CloseableIterator<CIMInstance> answer = null;
    try {
      answer = call.run();
      while (answer.hasNext()) {
        // Read as Object: a hostile answer may hold something else than what was asked for.
        Object next = answer.next();
        if (next instanceof CIMInstance instance && !more.test(instance)) {
          break;
        }
      }
      return 0;
    } catch (WBEMException e) {
      return refused(type, e);
    } catch (RuntimeException e) {
      if (e.getCause() instanceof WBEMException told) {
        return refused(type, told);
      }
      throw broken(type, e);
    } finally {
      close(answer);
    }
  }

  private int refused(String type, WBEMException e) throws ArrayException {
    // With a cause it is the library that gave up, not the server that declined.
    if (sockets.failure() != null || e.getCause() != null) {
      throw broken(type, e);
    }
    Matcher status = STATUS.matcher(String.valueOf(e.getMessage()));
    if (status.find()) {
      throw faults.status(Integer.parseInt(status.group(1)), "CIM-XML");
    }
    if (e.getID() == WBEMException.CIM_ERR_ACCESS_DENIED) {
      throw faults.status(403, type);
    }
    return e.getID();
  }

  private ArrayException broken(String type, Exception e) {
    IOException failure = sockets.failure();
    if (failure != null) {
      return faults.of(failure);
    }
    return faults.of(
        ArraysReachable.BadAnswer,
        "what it sends for %s is no CIM-XML; check interface and endpoint (%s)"
            .formatted(type, cause(e).getClass().getSimpleName()));
  }

  private static Throwable cause(Exception e) {
    Throwable at = e;
    while (at.getCause() != null) {
      at = at.getCause();
    }
    return at;
  }

  private static void close(@Nullable CloseableIterator<CIMInstance> answer) {
    try {
      if (answer != null) {
        answer.close();
      }
    } catch (RuntimeException e) {
      // The connection is given up with the session.
    }
  }

  private interface Call {
    CloseableIterator<CIMInstance> run() throws WBEMException;
  }
}
