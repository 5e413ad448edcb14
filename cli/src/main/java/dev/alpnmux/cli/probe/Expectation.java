package dev.alpnmux.cli.probe;

import dev.alpnmux.cli.probe.wire.Answer;
import dev.alpnmux.cli.probe.wire.ServerHello;
import dev.alpnmux.spec.AlertDescription;
import dev.alpnmux.spec.ApplicationProtocol;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What a requirement has a server answer.
 *
 * @param text in a few words
 * @param isMet judges an answer
 */
record Expectation(String text, Predicate<Answer> isMet) {
  /** Returns that it is this fatal alert, before anything else. */
  static Expectation alert(AlertDescription alert) {
    String text = "alert " + alert.code() + " (" + alert + ')';
    return new Expectation(text, answer -> answer.isAlert(alert));
  }

  /** Returns that the client gets no service, however it is told. */
  static Expectation refused() {
    return new Expectation("a refusal", answer -> answer.isAnyAlert() || answer.isClosed());
  }

  /** Returns that the connection ends without an octet. */
  static Expectation closed() {
    return new Expectation("an end without an alert", Answer::isClosed);
  }

  /** Returns that the server decides as it did before. */
  static Expectation like(Answer plain) {
    return new Expectation("what the plain hello got: " + plain, plain::isLike);
  }

  /** Returns that this id is acknowledged, and nothing else; for a client of TLS 1.2. */
  static Expectation acknowledged(ApplicationProtocol id) {
    return new Expectation(
        "a ServerHello that acknowledges " + id,
        answer -> answer.hello().flatMap(ServerHello::protocol).equals(Optional.of(id)));
  }

  Outcome judge(Answer answer) {
    return isMet.test(answer) ? Outcome.pass(text, answer) : Outcome.fail(text, answer);
  }
}
