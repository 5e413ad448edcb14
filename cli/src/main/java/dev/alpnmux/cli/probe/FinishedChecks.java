package dev.alpnmux.cli.probe;

import dev.alpnmux.cli.probe.TlsClient.Opened;
import dev.alpnmux.spec.ApplicationProtocol;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** What can be seen only behind a handshake: the id of TLS 1.3, sessions, and the relay. */
final class FinishedChecks {
  private static final String TLS_1_3 = "TLSv1.3";
  private static final String TLS_1_2 = "TLSv1.2";
  private static final String NOT_RESUMED =
      "no session is resumed, not even of the same service; where its server waits for the client,"
          + " --send FILE has it send tickets";

  private static final int PIECE = 8192;

  /** So much of an answer is enough to know that there is one. */
  private static final int ANSWER_MAX = 1 << 20;

  private final Subject subject;
  private final WitnessedTrust trust;

  private FinishedChecks(Subject subject, WitnessedTrust trust) {
    this.subject = subject;
    this.trust = trust;
  }

  static Group of(Subject subject, WitnessedTrust trust) {
    FinishedChecks checks = new FinishedChecks(subject, trust);
    return new Group(
        "finished handshakes",
        List.of(
            new Check("handshake", "AMX-SEL-5", "a handshake to its end", checks::handshake),
            new Check("session", "AMX-RES-1", "a session of another service", checks::session),
            new Check("session-tls12", "AMX-RES-1", "the same in TLS 1.2", checks::sessionTls12),
            new Check(
                "half-close", "AMX-MOD-11", "a client that ends its side", checks::halfClose)));
  }

  /** A check for which a handshake is made. */
  private interface Finished {
    Outcome run(TlsClient client, ApplicationProtocol id)
        throws IOException, GeneralSecurityException;
  }

  private Outcome with(Finished check) {
    Optional<ApplicationProtocol> service = subject.service();
    if (service.isEmpty()) {
      return Outcome.needsService();
    }
    try {
      return check.run(new TlsClient(subject.target(), trust), service.get());
    } catch (SSLException e) {
      String seen = "no handshake: " + e.getMessage();
      // What the JDK calls the extension, when a server has chosen what nobody has offered.
      return seen.contains("application_layer_protocol_negotiation")
          ? Outcome.fail(service.get() + " acknowledged", seen)
          : Outcome.notApplicable(seen);
    } catch (IOException e) {
      return Outcome.notApplicable("the connection broke: " + e.getMessage());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the Java installation has no usable TLS", e);
    }
  }

  private Outcome handshake() {
    return with(
        (client, id) -> {
          try (Opened opened = client.open(id, TLS_1_3, TLS_1_2)) {
            String expected = id + " acknowledged, in TLS 1.2 or 1.3";
            String seen = opened.socket().getSession().getProtocol() + ", ";
            return opened.acknowledged().equals(id.octets())
                ? Outcome.pass(expected, seen + id + " acknowledged")
                : Outcome.fail(expected, seen + "no id acknowledged");
          }
        });
  }

  private Outcome session() {
    return session(TLS_1_3);
  }

  private Outcome sessionTls12() {
    return session(TLS_1_2);
  }

  private Outcome session(String version) {
    if (subject.otherService().isEmpty()) {
      return Outcome.needsTwoServices();
    }
    ApplicationProtocol other = subject.otherService().get();
    return with(
        (client, id) -> {
          useService(client, id, version);
          if (!useService(client, id, version)) {
            return Outcome.notApplicable(NOT_RESUMED);
          }
          // A ticket may serve once, and there is not always a new one.
          TlsClient fresh = new TlsClient(subject.target(), trust);
          useService(fresh, id, version);
          String expected = "a full handshake at " + other;
          try (Opened elsewhere = fresh.open(other, version)) {
            return elsewhere.isResumed()
                ? Outcome.fail(expected, "the session of " + id + " was resumed")
                : Outcome.pass(expected, "a full handshake");
          }
        });
  }

  /**
   * Returns whether this resumed a session. In TLS 1.3 some servers send tickets only with their
   * first octets.
   */
  private boolean useService(TlsClient client, ApplicationProtocol id, String version)
      throws IOException {
    Optional<byte[]> request = subject.target().request();
    try (Opened opened = client.open(id, version)) {
      if (request.isPresent() && version.equals(TLS_1_3)) {
        opened.socket().getOutputStream().write(request.get());
        opened.socket().shutdownOutput();
      }
      opened.awaitTickets();
      return opened.isResumed();
    }
  }

  private Outcome halfClose() {
    Optional<byte[]> request = subject.target().request();
    return request.isEmpty()
        ? Outcome.notApplicable("needs what the service answers to: --send FILE")
        : with((client, id) -> halfClose(client, id, request.get()));
  }

  private Outcome halfClose(TlsClient client, ApplicationProtocol id, byte[] request)
      throws IOException {
    try (Opened opened = client.open(id, TLS_1_3)) {
      opened.socket().getOutputStream().write(request);
      opened.socket().shutdownOutput();
      return answered(opened);
    }
  }

  /** Judges only what is about the direction that is still open, and not how a service ends. */
  private Outcome answered(Opened opened) {
    String expected = "an answer, unless its TLS cannot close one direction";
    long deadline = System.nanoTime() + subject.target().patience().toNanos();
    long count = 0;
    byte[] piece = new byte[PIECE];
    try {
      int read = opened.socket().getInputStream().read(piece);
      while (read >= 0 && count < ANSWER_MAX && System.nanoTime() < deadline) {
        count += read;
        read = opened.socket().getInputStream().read(piece);
      }
      String seen = count + (read < 0 ? " octets, then the end" : " octets, and no end");
      return count > 0 ? Outcome.pass(expected, seen) : Outcome.fail(expected, seen);
    } catch (SSLException | SocketTimeoutException e) {
      return Outcome.notApplicable(count + " octets, then: " + e.getMessage());
    } catch (IOException e) {
      return Outcome.fail(expected, count + " octets, then: " + e.getMessage());
    }
  }
}
