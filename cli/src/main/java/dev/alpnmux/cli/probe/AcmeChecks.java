package dev.alpnmux.cli.probe;

import static dev.alpnmux.spec.AlertDescription.NO_APPLICATION_PROTOCOL;
import static dev.alpnmux.spec.ApplicationProtocol.ACME_TLS_1;

import dev.alpnmux.cli.probe.wire.Answer;
import java.io.IOException;
import java.util.List;

/** Whether the id of certificate validation (RFC 8737) is kept apart. */
final class AcmeChecks {
  private final Subject subject;

  private AcmeChecks(Subject subject) {
    this.subject = subject;
  }

  static Group of(Subject subject) {
    AcmeChecks checks = new AcmeChecks(subject);
    return new Group(
        "acme-tls/1",
        List.of(
            new Check("acme-alone", "AMX-ACM-2", "acme-tls/1 alone", checks::alone),
            new Check("acme-beside", "AMX-ACM-1", "acme-tls/1 beside others", checks::beside)));
  }

  private Outcome alone() throws IOException {
    Answer answer = subject.ask(subject.hello(ACME_TLS_1));
    // Whoever holds the certificate of a validation may be there, and may be down most of the time.
    return answer.isLike(subject.ask(subject.hello(Subject.unknownId())))
        ? Expectation.alert(NO_APPLICATION_PROTOCOL).judge(answer)
        : Outcome.notApplicable(answer + ": allowed where a service has this id");
  }

  private Outcome beside() throws IOException {
    return Expectation.refused().judge(subject.ask(subject.hello(ACME_TLS_1, Subject.unknownId())));
  }
}
