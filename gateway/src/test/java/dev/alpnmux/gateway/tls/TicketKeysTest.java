package dev.alpnmux.gateway.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.clients.ClientPattern;
import dev.alpnmux.gateway.clients.RevocationList;
import dev.alpnmux.gateway.route.ClientPolicy;
import dev.alpnmux.gateway.route.ConnectOrder;
import dev.alpnmux.gateway.route.Service;
import dev.alpnmux.gateway.testing.TestCertificates;
import dev.alpnmux.gateway.testing.TestRevocationLists;
import dev.alpnmux.spec.ApplicationProtocol;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What shares a ticket key, and what must not. */
class TicketKeysTest {
  private static final X509Certificate CA = TestCertificates.AUTHORITY.getCertificate();
  private static final X509Certificate OTHER_CA = TestCertificates.issued("b").getCertificate();

  private static final Instant NEXT_CENTURY = Instant.parse("2126-01-01T00:00:00Z");
  private static final RevocationList EMPTY =
      TestRevocationLists.of(TestCertificates.AUTHORITY, NEXT_CENTURY);
  private static final RevocationList FULL =
      TestRevocationLists.of(
          TestCertificates.AUTHORITY, NEXT_CENTURY, TestCertificates.issued("ops"));

  private Instant now = Instant.parse("2026-01-31T10:00:00Z");

  private static ServerCertificate certificate(String name) throws ServerCertificateException {
    return ServerCertificateReader.read(
        TestCertificates.FOLDER.resolve(name + ".pem"),
        TestCertificates.FOLDER.resolve(name + ".key"));
  }

  private static Service service(String name, Optional<ClientPolicy> clients) {
    return Service.named(name).connect(ConnectOrder.AFTER_HANDSHAKE).clients(clients).build();
  }

  private static Optional<ClientPolicy> clients(
      List<X509Certificate> authorities, String... allow) {
    List<ClientPattern> patterns = Stream.of(allow).map(ClientPattern::parse).toList();
    return Optional.of(new ClientPolicy(authorities, patterns, List.of()));
  }

  private static Optional<ClientPolicy> withLists(RevocationList... lists) {
    return Optional.of(new ClientPolicy(List.of(CA), List.of(), List.of(lists)));
  }

  private static PolicyDigest digest(
      String service, Optional<ClientPolicy> clients, String id, String certificate)
      throws ServerCertificateException {
    Optional<ApplicationProtocol> acknowledged =
        id.isEmpty() ? Optional.empty() : Optional.of(ApplicationProtocol.parse(id));
    return PolicyDigest.of(service(service, clients), acknowledged, certificate(certificate));
  }

  @Test
  void everythingThatASessionIsBoundToMakesAnotherPolicy() throws Exception {
    assertThat(
            List.of(
                digest("a", Optional.empty(), "a", "a"),
                digest("b", Optional.empty(), "a", "a"),
                digest("a", Optional.empty(), "b", "a"),
                digest("a", Optional.empty(), "", "a"),
                digest("a", Optional.empty(), "a", "b"),
                digest("a", clients(List.of(CA)), "a", "a"),
                digest("a", clients(List.of(OTHER_CA)), "a", "a"),
                digest("a", clients(List.of(CA, OTHER_CA)), "a", "a"),
                digest("a", clients(List.of(CA), "dns:x.test"), "a", "a"),
                digest("a", clients(List.of(CA), "dns:*.x.test"), "a", "a"),
                digest("a", clients(List.of(CA), "dns:x.test", "dns:y.test"), "a", "a"),
                digest("a", clients(List.of(CA), "cn:x.test"), "a", "a"),
                digest("a", clients(List.of(CA), "cn:\u00e4"), "a", "a"),
                digest("a", clients(List.of(CA), "cn:\u00f6"), "a", "a"),
                digest("a", withLists(EMPTY), "a", "a"),
                digest("a", withLists(FULL), "a", "a"),
                digest("a", withLists(EMPTY, FULL), "a", "a")))
        .doesNotHaveDuplicates();
  }

  @Test
  void theOrderInTheFileMakesNoOtherPolicy() throws Exception {
    assertThat(digest("a", clients(List.of(CA, OTHER_CA), "dns:x.test", "dns:y.test"), "a", "a"))
        .isEqualTo(
            digest("a", clients(List.of(OTHER_CA, CA), "dns:y.test", "dns:x.test"), "a", "a"))
        .hasSameHashCodeAs(
            digest("a", clients(List.of(OTHER_CA, CA), "dns:y.test", "dns:x.test"), "a", "a"));
  }

  @Test
  void currentKeyComesFirstAndTheOneBeforeItSecond() throws Exception {
    MasterSecrets secrets = MasterSecrets.open(Optional.empty(), Duration.ofHours(1), () -> now);
    TicketKeys keys = new TicketKeys(secrets);
    PolicyDigest policy = digest("a", Optional.empty(), "a", "a");
    long generation = keys.generation();
    TicketKey first = keys.of(policy).get(0);

    now = now.plus(Duration.ofHours(1));
    secrets.refresh();
    assertThat(keys.of(policy)).hasSize(2).doesNotHaveDuplicates().last().isEqualTo(first);
    assertThat(keys.generation()).isNotEqualTo(generation);
  }

  @Test
  void policiesHaveNoOctetsOfKeysInCommon() throws Exception {
    TicketKeys keys =
        new TicketKeys(MasterSecrets.open(Optional.empty(), Duration.ofHours(1), () -> now));
    TicketKey a = keys.of(digest("a", Optional.empty(), "a", "a")).get(0);
    TicketKey b = keys.of(digest("b", Optional.empty(), "b", "a")).get(0);

    assertThat(
            Stream.of(a.name(), a.hmacKey(), a.aesKey(), b.name(), b.hmacKey(), b.aesKey())
                .map(Arrays::toString))
        .doesNotHaveDuplicates();
  }
}
