package dev.alpnmux.cli.probe;

import static dev.alpnmux.spec.AlertDescription.NO_APPLICATION_PROTOCOL;

import dev.alpnmux.cli.probe.wire.Answer;
import dev.alpnmux.spec.ApplicationProtocol;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** Whether ids are octets, and what happens to those that lead nowhere. */
final class IdChecks {
  private static final Expectation ALERT_120 = Expectation.alert(NO_APPLICATION_PROTOCOL);
  private static final Expectation REFUSED = Expectation.refused();
  private static final ApplicationProtocol GREASE = new ApplicationProtocol("\u00da\u00da");

  private final Subject subject;

  private IdChecks(Subject subject) {
    this.subject = subject;
  }

  static Group of(Subject subject) {
    IdChecks checks = new IdChecks(subject);
    return new Group(
        "ids",
        List.of(
            new Check("unknown-id", "AMX-SEL-4", "an unknown id", checks::unknownId),
            new Check("no-alpn", "AMX-SEL-6", "no ALPN", checks::noProtocols),
            new Check("grease-alone", "AMX-SEL-8", "a GREASE id alone", checks::greaseAlone),
            new Check("grease", "AMX-SEL-8", "GREASE ids beside a known one", checks::grease),
            new Check("other-case", "AMX-ID-1", "a known id in the other case", checks::otherCase),
            new Check("similar-ids", "AMX-ID-1", "ids that are only like it", checks::similar),
            new Check("longest-id", "AMX-ID-2", "an unknown id of 255 octets", checks::longest),
            new Check(
                "longest-id-beside", "AMX-ID-2", "255 octets beside a known id", checks::beside),
            new Check("acknowledged", "AMX-SEL-5", "a known id", checks::acknowledged),
            new Check("among-unknown", "AMX-SEL-5", "a known id among unknown", checks::among),
            new Check("order", "AMX-SEL-3", "two known ids in either order", checks::order)));
  }

  private Outcome unknownId() throws IOException {
    Variants variants = new Variants().with("TLS 1.3 and 1.2", subject.hello(Subject.unknownId()));
    if (subject.speaksTls12()) {
      variants.with("TLS 1.2", subject.tls12(Subject.unknownId()));
    }
    return variants.judge(subject, ALERT_120);
  }

  private Outcome noProtocols() throws IOException {
    Answer answer = subject.ask(subject.hello());
    return answer.isAccepted() && subject.target().hasDefaultService()
        ? Outcome.notApplicable(answer + ": there is a default service")
        : ALERT_120.judge(answer);
  }

  private Outcome greaseAlone() throws IOException {
    return REFUSED.judge(subject.ask(subject.hello(GREASE)));
  }

  private Outcome grease() throws IOException {
    return subject.service().isEmpty()
        ? Outcome.needsService()
        : acknowledges(GREASE, subject.service().get(), new ApplicationProtocol("**"));
  }

  private Outcome otherCase() throws IOException {
    if (subject.service().isEmpty()) {
      return Outcome.needsService();
    }
    String id = subject.service().get().octets();
    String upper = id.toUpperCase(Locale.ROOT);
    String other = upper.equals(id) ? id.toLowerCase(Locale.ROOT) : upper;
    if (other.equals(id) || other.length() != id.length()) {
      return Outcome.notApplicable("the id has no letters");
    }
    ApplicationProtocol otherId = new ApplicationProtocol(other);
    return subject.target().services().contains(otherId)
        ? Outcome.notApplicable(otherId + " is a service, too")
        : REFUSED.judge(subject.ask(subject.hello(otherId)));
  }

  private Outcome similar() throws IOException {
    if (subject.service().isEmpty()) {
      return Outcome.needsService();
    }
    String id = subject.service().get().octets();
    Variants variants = new Variants();
    for (String like :
        List.of(id + ',' + id, id + "\0x", id + "-x", "x-" + id, ' ' + id, id + ' ', id + '.')) {
      if (like.length() <= ApplicationProtocol.OCTETS_MAX) {
        add(variants, new ApplicationProtocol(like));
      }
    }
    return variants.judge(subject, REFUSED);
  }

  private void add(Variants variants, ApplicationProtocol like) {
    if (!subject.target().services().contains(like)) {
      variants.with(like.toString(), subject.hello(like));
    }
  }

  private static ApplicationProtocol longestId() {
    String start = Subject.unknownId().octets();
    return new ApplicationProtocol(
        start + "x".repeat(ApplicationProtocol.OCTETS_MAX - start.length()));
  }

  private Outcome longest() throws IOException {
    return REFUSED.judge(subject.ask(subject.hello(longestId())));
  }

  private Outcome beside() throws IOException {
    return subject.service().isEmpty()
        ? Outcome.needsService()
        : acknowledges(longestId(), subject.service().get());
  }

  private Outcome acknowledged() throws IOException {
    if (subject.service().isEmpty()) {
      return Outcome.needsService();
    }
    return subject.speaksTls12()
        ? acknowledges(subject.service().get())
        : Outcome.notApplicable("without TLS 1.2 it is not told in clear; see the check handshake");
  }

  private Outcome among() throws IOException {
    return subject.service().isEmpty()
        ? Outcome.needsService()
        : acknowledges(Subject.unknownId(), subject.service().get(), Subject.unknownId());
  }

  /** Where TLS 1.2 is spoken, the server tells in clear which of the ids it has chosen. */
  private Outcome acknowledges(ApplicationProtocol... ids) throws IOException {
    return subject.speaksTls12()
        ? Expectation.acknowledged(subject.service().orElseThrow())
            .judge(subject.ask(subject.tls12(ids)))
        : Expectation.like(subject.plainAnswer()).judge(subject.ask(subject.hello(ids)));
  }

  private Outcome order() throws IOException {
    if (subject.otherService().isEmpty()) {
      return Outcome.needsTwoServices();
    }
    if (!subject.speaksTls12()) {
      return Outcome.notApplicable("without TLS 1.2 it is not told in clear");
    }
    ApplicationProtocol one = subject.service().orElseThrow();
    ApplicationProtocol other = subject.otherService().get();
    Answer first = subject.ask(subject.tls12(one, other));
    Answer second = subject.ask(subject.tls12(other, one));
    return first.toString().equals(second.toString())
        ? Outcome.pass("the same answer", first)
        : Outcome.fail("the same answer", first + ", then " + second);
  }
}
