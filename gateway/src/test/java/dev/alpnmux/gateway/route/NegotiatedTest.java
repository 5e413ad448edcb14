package dev.alpnmux.gateway.route;

import static dev.alpnmux.gateway.route.Services.service;
import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.route.Decision.Forward;
import dev.alpnmux.spec.ApplicationProtocol;
import dev.alpnmux.spec.Refusal;
import dev.alpnmux.spec.ServerName;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NegotiatedTest {
  private static final Optional<ApplicationProtocol> ECHO =
      Optional.of(ApplicationProtocol.parse("echo"));
  private static final Optional<ServerName> NAME = Optional.of(new ServerName("a.test"));

  @Test
  void theSameIdAndNameAgree() {
    assertThat(new Negotiated(ECHO, Optional.of("a.test")).agreesWith(forward(ECHO, NAME)))
        .isTrue();
    assertThat(new Negotiated(ECHO, Optional.of("A.Test")).agreesWith(forward(ECHO, NAME)))
        .isTrue();
    assertThat(negotiatedNothing().agreesWith(forward(Optional.empty(), Optional.empty())))
        .isTrue();
  }

  @Test
  void anotherIdDoesNotAgree() {
    Optional<ApplicationProtocol> other = Optional.of(ApplicationProtocol.parse("ECHO"));
    assertThat(new Negotiated(other, Optional.of("a.test")).agreesWith(forward(ECHO, NAME)))
        .isFalse();
    assertThat(negotiatedNothing().agreesWith(forward(ECHO, Optional.empty()))).isFalse();
    assertThat(
            new Negotiated(ECHO, Optional.empty())
                .agreesWith(forward(Optional.empty(), Optional.empty())))
        .isFalse();
  }

  @Test
  void anotherNameDoesNotAgree() {
    assertThat(new Negotiated(ECHO, Optional.of("b.test")).agreesWith(forward(ECHO, NAME)))
        .isFalse();
    assertThat(new Negotiated(ECHO, Optional.empty()).agreesWith(forward(ECHO, NAME))).isFalse();
    assertThat(
            new Negotiated(ECHO, Optional.of("a.test")).agreesWith(forward(ECHO, Optional.empty())))
        .isFalse();
  }

  /** It parses to no name, and yet is one: the client that was decided on had sent none. */
  @Test
  void aNameThatIsInvalidIsNotTheSameAsNone() {
    assertThat(
            new Negotiated(ECHO, Optional.of("192.0.2.7"))
                .agreesWith(forward(ECHO, Optional.empty())))
        .isFalse();
  }

  @Test
  void aNameThatIsInvalidAgreesWithAClientThatIsReportedForIt() {
    Forward reported =
        forward(Optional.empty(), Optional.empty()).reportedAs(Refusal.UNKNOWN_SERVER_NAME);
    assertThat(new Negotiated(Optional.empty(), Optional.of("192.0.2.7")).agreesWith(reported))
        .isTrue();
    assertThat(new Negotiated(Optional.empty(), Optional.of("a.test")).agreesWith(reported))
        .isFalse();
    assertThat(new Negotiated(ECHO, Optional.of("192.0.2.7")).agreesWith(reported)).isFalse();
  }

  private static Negotiated negotiatedNothing() {
    return new Negotiated(Optional.empty(), Optional.empty());
  }

  private static Forward forward(
      Optional<ApplicationProtocol> acknowledged, Optional<ServerName> name) {
    Route route = new Route(service("echo"), ApplicationProtocol.parse("echo"));
    return new Forward(route, acknowledged, name);
  }
}
