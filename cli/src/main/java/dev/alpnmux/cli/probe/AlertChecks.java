package dev.alpnmux.cli.probe;

import static dev.alpnmux.spec.AlertDescription.NO_APPLICATION_PROTOCOL;

import dev.alpnmux.cli.probe.wire.Answer;
import dev.alpnmux.cli.probe.wire.Answer.End;
import dev.alpnmux.cli.probe.wire.Extension;
import dev.alpnmux.cli.probe.wire.Octets;
import dev.alpnmux.cli.probe.wire.Records;
import dev.alpnmux.cli.probe.wire.Wire;
import dev.alpnmux.cli.time.Pause;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Whether a refusal reaches its client, and whether a client can outstay it. */
final class AlertChecks {
  /** Less than any server stops reading at, and more than it reads at once. */
  private static final int EARLY_OCTETS = 12_000;

  /** So long is a hello that can drip for the longest time. */
  private static final int PADDING_OCTETS = 1500;

  private static final Duration DRIP = Duration.ofMillis(250);
  private static final Duration STAY_MAX = Duration.ofSeconds(10);

  /** So much of a hello arrives at once; the rest drips. */
  private static final int BEGUN_OCTETS = 20;

  private final Subject subject;

  private AlertChecks(Subject subject) {
    this.subject = subject;
  }

  static Group of(Subject subject) {
    AlertChecks checks = new AlertChecks(subject);
    return new Group(
        "refusals",
        List.of(
            new Check("alert-form", "AMX-ALR-1", "the octets of a refusal", checks::form),
            new Check("alert-arrives", "AMX-ALR-2", "to a client that goes on", checks::arrives),
            new Check("alert-bound", "AMX-ALR-3", "a refused client that stays", checks::bound),
            new Check("slow-hello", "AMX-HEL-3", "a hello that drips", checks::slowHello)));
  }

  private byte[] refused() {
    return subject.hello(Subject.unknownId()).records();
  }

  private Outcome form() throws IOException {
    Answer answer = subject.ask(refused());
    if (answer.isAccepted()) {
      return nothingRefused(answer);
    }
    byte[] record = NO_APPLICATION_PROTOCOL.record();
    String expected = "the seven octets of alert 120, and the end";
    return Arrays.equals(answer.octets(), record) && answer.end() == End.CLOSED
        ? Outcome.pass(expected, answer + ", then closed")
        : Outcome.fail(expected, answer + ended(answer));
  }

  private static String ended(Answer answer) {
    return answer.isAnyAlert() ? ", then " + answer.end().name().toLowerCase(Locale.ROOT) : "";
  }

  private static Outcome nothingRefused(Answer answer) {
    return Outcome.notApplicable(answer + ": an unknown id is not refused");
  }

  /** What a client has sent must not turn the end of the connection into a reset. */
  private Outcome arrives() throws IOException {
    byte[] early = Records.record(Records.APPLICATION_DATA, Octets.random(EARLY_OCTETS));
    Answer answer = subject.ask(Octets.join(refused(), early));
    if (answer.isAccepted()) {
      return nothingRefused(answer);
    }
    String expected = "alert 120, then the end of the stream";
    return answer.isAlert(NO_APPLICATION_PROTOCOL) && answer.end() == End.CLOSED
        ? Outcome.pass(expected, answer + ", then closed")
        : Outcome.fail(expected, answer + ended(answer));
  }

  private Outcome bound() throws IOException {
    try (Wire wire = subject.open()) {
      wire.send(refused());
      Answer answer = wire.answer();
      if (!answer.isAnyAlert()) {
        return Outcome.notApplicable(answer + ": no alert that has to arrive");
      }
      long start = System.nanoTime();
      boolean isTaken = answer.end() != End.RESET;
      while (isTaken && elapsed(start).compareTo(STAY_MAX) < 0) {
        Pause.of(DRIP);
        isTaken = wire.send(new byte[1]);
      }
      String expected = "an end within " + STAY_MAX.toSeconds() + " s";
      return isTaken
          ? Outcome.notApplicable("still open after " + seconds(elapsed(start)))
          : Outcome.pass(expected, "cut off after " + seconds(elapsed(start)));
    }
  }

  private Outcome slowHello() throws IOException {
    Extension padding = new Extension(Extension.PADDING, new byte[PADDING_OCTETS]);
    byte[] hello = subject.plainHello().with(padding).records();
    try (Wire wire = subject.open()) {
      long start = System.nanoTime();
      wire.send(Arrays.copyOf(hello, BEGUN_OCTETS));
      int sent = BEGUN_OCTETS;
      Optional<Answer> answer = wire.within(DRIP);
      while (answer.isEmpty() && elapsed(start).compareTo(subject.target().helloTimeout()) < 0) {
        if (sent < hello.length - 1) {
          wire.send(hello[sent++]);
        }
        answer = wire.within(DRIP);
      }
      return judgeSlow(answer, elapsed(start));
    }
  }

  private Outcome judgeSlow(Optional<Answer> answer, Duration elapsed) {
    Duration max = subject.target().helloTimeout();
    String expected = "an end without an alert within " + seconds(max);
    if (answer.isEmpty()) {
      return Outcome.fail(expected, "still open; --hello-timeout says how long it may wait");
    }
    String seen = answer.get() + " after " + seconds(elapsed);
    return answer.get().isClosed() ? Outcome.pass(expected, seen) : Outcome.fail(expected, seen);
  }

  private static Duration elapsed(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private static String seconds(Duration time) {
    long tenths = TimeUnit.NANOSECONDS.toMillis(time.toNanos()) / 100;
    return String.format(Locale.ROOT, "%d.%d s", tenths / 10, tenths % 10);
  }
}
