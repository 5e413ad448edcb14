package dev.alpnmux.cli.probe;

import static dev.alpnmux.spec.AlertDescription.MISSING_EXTENSION;
import static dev.alpnmux.spec.AlertDescription.NO_APPLICATION_PROTOCOL;
import static dev.alpnmux.spec.AlertDescription.UNRECOGNIZED_NAME;

import dev.alpnmux.cli.probe.wire.Answer;
import dev.alpnmux.cli.probe.wire.Extension;
import dev.alpnmux.cli.probe.wire.Hello;
import dev.alpnmux.spec.AlertDescription;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** What happens to names that are unknown, none, or missing. */
final class ServerNameChecks {
  private static final int LABEL_TOO_LONG = 64;

  private final Subject subject;

  private ServerNameChecks(Subject subject) {
    this.subject = subject;
  }

  static Group of(Subject subject) {
    ServerNameChecks checks = new ServerNameChecks(subject);
    return new Group(
        "server names",
        List.of(
            new Check("unknown-name", "AMX-SNI-4", "an unknown name", checks::unknownName),
            new Check("no-host-name", "AMX-SNI-2", "names that are none", checks::noHostName),
            new Check("name-case", "AMX-SNI-1", "the name in capital letters", checks::capitals),
            new Check("no-name", "AMX-SNI-8", "no name", checks::noName),
            new Check("no-name-tls12", "AMX-SNI-8", "no name, TLS 1.2", checks::noNameTls12)));
  }

  private Hello named(String name) {
    return subject.plainHello().with(Extension.serverName(name));
  }

  private Outcome unknownName() throws IOException {
    Answer answer = subject.ask(named(Subject.unknownName()));
    boolean isTaken = answer.isLike(subject.plainAnswer()) && subject.isComparable();
    return isTaken
        ? Outcome.notApplicable(
            answer + ": allowed where a service is for any name, or all are passthrough")
        : Expectation.alert(UNRECOGNIZED_NAME).judge(answer);
  }

  private Outcome noHostName() throws IOException {
    return new Variants()
        .with("an IPv4 address", named("192.0.2.1"))
        .with("an IPv6 address", named("[2001:db8::1]"))
        .with("a dot at the end", named(knownName() + '.'))
        .with("an empty label", named("a..alpnmux.invalid"))
        .with("an empty name", named(""))
        .with("a blank", named("a b.alpnmux.invalid"))
        .with("an octet beyond ASCII", named("\u00e9.alpnmux.invalid"))
        .with("a long label", named("x".repeat(LABEL_TOO_LONG) + ".alpnmux.invalid"))
        .judge(subject, Expectation.alert(UNRECOGNIZED_NAME));
  }

  private String knownName() {
    return subject.target().serverName().orElseGet(Subject::unknownName);
  }

  private Outcome capitals() throws IOException {
    if (subject.target().serverName().isEmpty()) {
      return Outcome.notApplicable("needs a known name: --server-name NAME");
    }
    if (!subject.isComparable()) {
      return HelloChecks.incomparable(subject);
    }
    String capitals = subject.target().serverName().get().toUpperCase(Locale.ROOT);
    return Expectation.like(subject.plainAnswer()).judge(subject.ask(named(capitals)));
  }

  private Outcome noName() throws IOException {
    return missing(subject.plainHello(), subject.plainAnswer(), MISSING_EXTENSION);
  }

  private Outcome noNameTls12() throws IOException {
    return subject.speaksTls12()
        ? missing(subject.plainTls12(), subject.plainTls12Answer(), UNRECOGNIZED_NAME)
        : Outcome.notApplicable("it does not speak TLS 1.2");
  }

  /** Not every listener requires a name, and a service may be bound to some. */
  private Outcome missing(Hello hello, Answer plain, AlertDescription required) throws IOException {
    Answer answer = subject.ask(hello.without(Extension.SERVER_NAME));
    boolean isAllowed = answer.isLike(plain) && subject.isComparable();
    if (isAllowed || answer.isAlert(NO_APPLICATION_PROTOCOL)) {
      return Outcome.notApplicable(answer + ": no name is required");
    }
    return Expectation.alert(required).judge(answer);
  }
}
