package dev.alpnmux.testkit;

import dev.alpnmux.certificates.KeyedCertificate;
import dev.alpnmux.certificates.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The certificates of tests: good ones and each kind of bad one. Made once for the JVM, so nothing
 * outside of it ever trusts them.
 */
public final class TestCertificates {
  private static final Duration LIFETIME = Duration.ofDays(1);
  private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");
  private static final List<byte[]> NO_ADDRESS = List.of();
  private static final List<byte[]> LOOPBACK = List.of(new byte[] {127, 0, 0, 1});
  private static final List<String> LOCALHOST = List.of("localhost");

  private static final KeyedCertificate AUTHORITY =
      KeyedCertificate.authority(now("test authority"));
  private static final KeyedCertificate OTHER_AUTHORITY =
      KeyedCertificate.authority(now("other authority"));

  /** The authority that tests trust. */
  public static final TestCertificate CA = new TestCertificate(AUTHORITY);

  /** An authority that nobody trusts. */
  public static final TestCertificate OTHER_CA = new TestCertificate(OTHER_AUTHORITY);

  /** A server's, for {@code localhost}, {@code gw.test} and 127.0.0.1. */
  public static final TestCertificate SERVER =
      new TestCertificate(
          AUTHORITY.issueServer(now("gateway"), List.of("localhost", "gw.test"), LOOPBACK));

  /** A server's of the trusted authority, for {@code x.test} only. */
  public static final TestCertificate WRONG_NAME = server("x.test");

  /** A server's for {@code localhost}, of the authority that nobody trusts. */
  public static final TestCertificate UNTRUSTED =
      new TestCertificate(OTHER_AUTHORITY.issueServer(now("gateway"), LOCALHOST, NO_ADDRESS));

  /** A server's for {@code localhost} that has signed itself. */
  public static final TestCertificate SELF_SIGNED =
      new TestCertificate(KeyedCertificate.selfSignedServer(now("gateway"), LOCALHOST, NO_ADDRESS));

  /** A server's for {@code localhost} that has signed itself, and has expired. */
  public static final TestCertificate EXPIRED =
      new TestCertificate(KeyedCertificate.selfSignedServer(expired(), LOCALHOST, NO_ADDRESS));

  /** A server's of the trusted authority for {@code localhost} that has expired. */
  public static final TestCertificate EXPIRED_SERVER =
      new TestCertificate(AUTHORITY.issueServer(expired(), LOCALHOST, NO_ADDRESS));

  /** A client's of the trusted authority. */
  public static final TestCertificate CLIENT = client("client");

  /** A client's of the authority that nobody trusts. */
  public static final TestCertificate UNTRUSTED_CLIENT =
      new TestCertificate(OTHER_AUTHORITY.issueClient(now("client")));

  private TestCertificates() {}

  /** Issues a server's certificate of the trusted authority for these DNS names. */
  public static TestCertificate server(String... dnsNames) {
    return new TestCertificate(
        AUTHORITY.issueServer(now("gateway"), List.of(dnsNames), NO_ADDRESS));
  }

  /** Issues a client's certificate of the trusted authority for this common name. */
  public static TestCertificate client(String commonName) {
    return new TestCertificate(AUTHORITY.issueClient(now(commonName)));
  }

  private static Subject now(String commonName) {
    return new Subject(commonName, Instant.now(), LIFETIME);
  }

  private static Subject expired() {
    return new Subject("gateway", LONG_AGO, LIFETIME);
  }
}
