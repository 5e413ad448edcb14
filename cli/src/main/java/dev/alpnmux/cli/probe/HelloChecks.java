package dev.alpnmux.cli.probe;

import static dev.alpnmux.spec.AlertDescription.DECODE_ERROR;

import dev.alpnmux.cli.probe.wire.Answer;
import dev.alpnmux.cli.probe.wire.Extension;
import dev.alpnmux.cli.probe.wire.Hello;
import dev.alpnmux.cli.probe.wire.KeyShare;
import dev.alpnmux.cli.probe.wire.Octets;
import dev.alpnmux.cli.probe.wire.Records;
import dev.alpnmux.spec.ClientHello;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Whether a hello is taken for what it says, however it arrives and whatever else is in it. */
final class HelloChecks {
  /** Before, within and behind the headers of record and message, and in the random. */
  private static final int[] CUTS = {1, 3, 5, 8, 11, 40, 90};

  private static final int LARGE_OCTETS = 12_000;
  private static final int GREASE = 0x4A4A;
  private static final int UNKNOWN_EXTENSION = 0x7A31;

  private final Subject subject;

  private HelloChecks(Subject subject) {
    this.subject = subject;
  }

  static Group of(Subject subject) {
    HelloChecks checks = new HelloChecks(subject);
    return new Group(
        "hellos as they come",
        List.of(
            new Check("segments", "AMX-HEL-1", "cut into segments", checks::segments),
            new Check("two-records", "AMX-HEL-1", "cut into two records", checks::twoRecords),
            new Check("many-records", "AMX-HEL-1", "an octet in each record", checks::manyRecords),
            new Check("post-quantum", "AMX-HEL-1", "a post-quantum hello", checks::postQuantum),
            new Check("large", "AMX-HEL-10", "a hello of 12 KB", checks::large),
            new Check("unknown-values", "AMX-HEL-10", "GREASE, and what is new", checks::unknown),
            new Check("ech", "AMX-HEL-13", "Encrypted ClientHello", checks::encrypted),
            new Check("record-version", "AMX-HEL-4", "odd record versions", checks::versions)));
  }

  static Outcome incomparable(Subject subject) {
    return Outcome.notApplicable(
        "nothing to compare with: the plain hello got: " + subject.plainAnswer());
  }

  private Outcome like(Variants variants) throws IOException {
    return subject.isComparable()
        ? variants.judge(subject, Expectation.like(subject.plainAnswer()))
        : incomparable(subject);
  }

  private Outcome segments() throws IOException {
    if (!subject.isComparable()) {
      return incomparable(subject);
    }
    byte[] octets = subject.plainHello().records();
    byte[][] segments = new byte[CUTS.length + 1][];
    int from = 0;
    for (int i = 0; i < CUTS.length; i++) {
      segments[i] = Arrays.copyOfRange(octets, from, CUTS[i]);
      from = CUTS[i];
    }
    segments[CUTS.length] = Arrays.copyOfRange(octets, from, octets.length);
    return Expectation.like(subject.plainAnswer()).judge(subject.ask(segments));
  }

  private Outcome twoRecords() throws IOException {
    byte[] message = subject.plainHello().message();
    Variants variants = new Variants();
    for (int cut : new int[] {1, 4, 6, 60, message.length / 2, message.length - 1}) {
      variants.with("behind octet " + cut, Records.cut(message, cut, message.length));
    }
    return like(variants);
  }

  private Outcome manyRecords() throws IOException {
    return like(new Variants().with("all", Records.cut(subject.plainHello().message(), 1)));
  }

  private Outcome postQuantum() throws IOException {
    Hello hello =
        subject
            .plainHello()
            .with(Extension.groups(KeyShare.X25519_MLKEM768, KeyShare.X25519, KeyShare.SECP256R1))
            .with(Extension.keyShares(KeyShare.postQuantum(), KeyShare.x25519()));
    return like(
        new Variants()
            .with("in one record", hello)
            .with("in two records", Records.cut(hello.message(), 700)));
  }

  private Outcome large() throws IOException {
    if (!subject.isComparable()) {
      return incomparable(subject);
    }
    Hello hello =
        subject.plainHello().with(new Extension(Extension.PADDING, new byte[LARGE_OCTETS]));
    Answer answer = subject.ask(hello);
    return answer.isAlert(DECODE_ERROR)
        ? Outcome.notApplicable(answer + ": it bounds hellos to less than this")
        : Expectation.like(subject.plainAnswer()).judge(answer);
  }

  private Outcome unknown() throws IOException {
    Hello hello = subject.plainHello();
    byte[] suites = Octets.join(Octets.uint16(GREASE), hello.cipherSuites(), Octets.uint16(0x1399));
    return like(
        new Variants()
            .with("cipher suites", hello.withCipherSuites(suites))
            .with("an empty extension", hello.with(new Extension(GREASE, new byte[0])))
            .with("an extension", hello.with(new Extension(UNKNOWN_EXTENSION, Octets.random(99))))
            .with(
                "versions",
                hello.with(
                    Extension.versions(GREASE, 0x0305, ClientHello.TLS_1_3, ClientHello.TLS_1_2)))
            .with(
                "groups and keys",
                hello
                    .with(Extension.groups(GREASE, KeyShare.X25519, KeyShare.SECP256R1, 0x7777))
                    .with(
                        Extension.keyShares(
                            new KeyShare(GREASE, new byte[1]), KeyShare.x25519()))));
  }

  /** As clients send it that know no key: RFC 9849 §6.2 calls it GREASE. */
  private Outcome encrypted() throws IOException {
    byte[] body =
        Octets.join(
            new byte[1],
            Octets.uint16(1, 1),
            Octets.random(1),
            Octets.vector16(Octets.random(32)),
            Octets.vector16(Octets.random(160)));
    Extension ech = new Extension(Extension.ENCRYPTED_CLIENT_HELLO, body);
    return like(new Variants().with("GREASE", subject.plainHello().with(ech)));
  }

  private Outcome versions() throws IOException {
    byte[] message = subject.plainHello().message();
    Variants variants = new Variants();
    for (int version : new int[] {0x0300, 0x0302, 0x0303, 0x0304}) {
      variants.with(
          String.format(Locale.ROOT, "%04x", version),
          Records.record(Records.HANDSHAKE, version, message));
    }
    return like(variants);
  }
}
