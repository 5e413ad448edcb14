package dev.alpnmux.cli.probe;

import dev.alpnmux.cli.outcome.CommandFailure;
import dev.alpnmux.cli.outcome.ExitCode;
import dev.alpnmux.cli.probe.wire.Answer;
import dev.alpnmux.cli.probe.wire.Hello;
import dev.alpnmux.cli.probe.wire.Octets;
import dev.alpnmux.cli.probe.wire.Wire;
import dev.alpnmux.spec.AlertDescription;
import dev.alpnmux.spec.ApplicationProtocol;
import java.io.IOException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The server that is probed: it is asked here, and what it says to a plain hello is known. A plain
 * hello offers a known service, or where none is known one that nobody has.
 */
final class Subject {
  private static final Duration BETWEEN_SEGMENTS = Duration.ofMillis(20);
  private static final int UNKNOWN_OCTETS = 8;

  private final Target target;
  private final Answer plainAnswer;
  private final Answer plainTls12Answer;

  private Subject(Target target) throws IOException {
    this.target = target;
    this.plainAnswer = ask(plainHello());
    this.plainTls12Answer = ask(plainTls12());
  }

  /**
   * Asks the plain question.
   *
   * @throws CommandFailure if its answer leaves nothing to find out
   */
  static Subject meet(Target target) throws CommandFailure {
    try {
      Subject subject = new Subject(target);
      subject.requireUsable();
      if (subject.otherService().isPresent()) {
        Answer other = subject.ask(subject.hello(subject.otherService().get()));
        requireService(subject.otherService(), other);
      }
      return subject;
    } catch (IOException e) {
      throw unreachable(target, e);
    }
  }

  static CommandFailure unreachable(Target target, IOException cause) {
    return new CommandFailure(
        ExitCode.NOT_PROBED,
        "cannot connect to " + target + ": " + cause.getMessage(),
        "check host and port, and whether something in between lets the connections through",
        cause);
  }

  private void requireUsable() throws CommandFailure {
    if (plainAnswer.kind() == Answer.Kind.SILENCE || plainAnswer.kind() == Answer.Kind.OTHER) {
      throw new CommandFailure(
          ExitCode.NOT_PROBED,
          "what answers at " + target + " is no TLS server: " + plainAnswer,
          "check host and port; --connect-timeout allows a slow server more time");
    }
    if (plainAnswer.isAlert(AlertDescription.UNRECOGNIZED_NAME)
        || plainAnswer.isAlert(AlertDescription.MISSING_EXTENSION)) {
      throw new CommandFailure(
          ExitCode.NOT_PROBED,
          target
                  .serverName()
                  .map(name -> "the server does not know the name " + name)
                  .orElse("the server wants a name")
              + ": "
              + plainAnswer,
          "give one that it knows: --server-name NAME");
    }
    requireService(service(), plainAnswer);
  }

  private static void requireService(Optional<ApplicationProtocol> service, Answer answer)
      throws CommandFailure {
    if (service.isPresent() && !answer.isAccepted()) {
      throw new CommandFailure(
          ExitCode.NOT_PROBED,
          "the service " + service.get() + " is not to be had: " + answer,
          "give a service that can be reached under this server name, or none");
    }
  }

  Target target() {
    return target;
  }

  /** A service that is there, if the operator has named one. */
  Optional<ApplicationProtocol> service() {
    return target.services().stream().findFirst();
  }

  /** Another one. */
  Optional<ApplicationProtocol> otherService() {
    return target.services().stream().skip(1).findFirst();
  }

  /** What the server says to {@link #plainHello}. */
  Answer plainAnswer() {
    return plainAnswer;
  }

  /** What the server says to {@link #plainTls12}. */
  Answer plainTls12Answer() {
    return plainTls12Answer;
  }

  boolean speaksTls12() {
    return !plainTls12Answer.isAlert(AlertDescription.PROTOCOL_VERSION);
  }

  /** Whether the plain answer says enough for another one to be compared with it. */
  boolean isComparable() {
    return plainAnswer.isAccepted() || plainAnswer.isAnyAlert();
  }

  /** Returns the plain hello. */
  Hello plainHello() {
    return hello(service().orElseGet(Subject::unknownId));
  }

  /** Returns the plain hello of a client of TLS 1.2. */
  Hello plainTls12() {
    return tls12(service().orElseGet(Subject::unknownId));
  }

  /** Returns a hello that offers these ids; none of them leaves the extension out. */
  Hello hello(ApplicationProtocol... ids) {
    return Hello.of(target.serverName(), List.of(ids));
  }

  /** Returns the same of a client of TLS 1.2. */
  Hello tls12(ApplicationProtocol... ids) {
    return Hello.tls12(target.serverName(), List.of(ids));
  }

  /** Returns an id that no service has: nobody can have guessed it. */
  static ApplicationProtocol unknownId() {
    return new ApplicationProtocol("alpnmux-probe-" + unknownText());
  }

  /** Returns a host name that nobody has. */
  static String unknownName() {
    return "probe-" + unknownText() + ".alpnmux.invalid";
  }

  private static String unknownText() {
    return HexFormat.of().formatHex(Octets.random(UNKNOWN_OCTETS));
  }

  Answer ask(Hello hello) throws IOException {
    return ask(hello.records());
  }

  /** Sends these segments one by one on a connection of their own. */
  Answer ask(byte[]... segments) throws IOException {
    try (Wire wire = open()) {
      for (byte[] segment : segments) {
        if (segment != segments[0]) {
          Optional<Answer> early = wire.within(BETWEEN_SEGMENTS);
          if (early.isPresent()) {
            return early.get();
          }
        }
        wire.send(segment);
      }
      return wire.answer();
    }
  }

  Wire open() throws IOException {
    return Wire.open(target.address(), target.patience());
  }
}
