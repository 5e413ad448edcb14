package dev.alpnmux.cli.probe;

import static dev.alpnmux.spec.AlertDescription.ILLEGAL_PARAMETER;

import dev.alpnmux.cli.probe.wire.Answer;
import dev.alpnmux.cli.probe.wire.Extension;
import dev.alpnmux.cli.probe.wire.Hello;
import dev.alpnmux.cli.probe.wire.KeyShare;
import dev.alpnmux.cli.probe.wire.Records;
import dev.alpnmux.cli.probe.wire.ServerHello;
import dev.alpnmux.cli.probe.wire.Wire;
import dev.alpnmux.spec.ApplicationProtocol;
import dev.alpnmux.spec.ClientHello;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Whether a second hello (RFC 8446 §4.1.4) may name something else than the first. */
final class RetryChecks {
  private final Subject subject;

  private RetryChecks(Subject subject) {
    this.subject = subject;
  }

  static Group of(Subject subject) {
    RetryChecks checks = new RetryChecks(subject);
    return new Group(
        "second hellos",
        List.of(
            new Check("second-hello", "AMX-HRR-3", "a second hello for the same", checks::same),
            new Check("second-id", "AMX-HRR-2", "one for another id", checks::otherId),
            new Check("second-more", "AMX-HRR-2", "one for one more id", checks::moreIds),
            new Check("second-name", "AMX-HRR-2", "one for another name", checks::otherName)));
  }

  private Outcome same() throws IOException {
    return retried(UnaryOperator.identity(), new Expectation("a ServerHello", Answer::isAccepted));
  }

  private Outcome otherId() throws IOException {
    return changed(Extension.protocols(List.of(Subject.unknownId())));
  }

  private Outcome moreIds() throws IOException {
    List<ApplicationProtocol> service = subject.service().stream().toList();
    return service.isEmpty()
        ? Outcome.needsService()
        : changed(Extension.protocols(List.of(service.get(0), Subject.unknownId())));
  }

  private Outcome otherName() throws IOException {
    return changed(Extension.serverName(Subject.unknownName()));
  }

  private Outcome changed(Extension extension) throws IOException {
    return retried(hello -> hello.with(extension), Expectation.alert(ILLEGAL_PARAMETER));
  }

  /** Sends a hello without a key, and where the server asks for one, a second hello. */
  private Outcome retried(UnaryOperator<Hello> change, Expectation expectation) throws IOException {
    if (subject.service().isEmpty()) {
      return Outcome.needsService();
    }
    Hello first = subject.plainHello().with(Extension.keyShares());
    try (Wire wire = subject.open()) {
      wire.send(first.records());
      Answer request = wire.answer();
      Optional<Hello> second = request.hello().flatMap(asked -> second(first, asked));
      if (request.kind() != Answer.Kind.RETRY_REQUEST || second.isEmpty()) {
        return Outcome.notApplicable("it does not ask for a second hello: " + request);
      }
      // RFC 8446 §5.1: only a first hello may say an older version in its record.
      byte[] message = change.apply(second.get()).message();
      wire.send(Records.record(Records.HANDSHAKE, ClientHello.TLS_1_2, message));
      return expectation.judge(wire.answer());
    }
  }

  private static Optional<Hello> second(Hello first, ServerHello request) {
    Optional<Hello> keyed =
        KeyShare.of(request.group()).map(key -> first.with(Extension.keyShares(key)));
    return request.cookie().isEmpty()
        ? keyed
        : keyed.map(hello -> hello.with(request.cookie().get()));
  }
}
