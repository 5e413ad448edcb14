package dev.alpnmux.cli.probe;

import static dev.alpnmux.cli.probe.wire.Octets.join;
import static dev.alpnmux.cli.probe.wire.Octets.uint16;
import static dev.alpnmux.cli.probe.wire.Octets.vector16;
import static dev.alpnmux.cli.probe.wire.Octets.vector8;
import static dev.alpnmux.spec.AlertDescription.DECODE_ERROR;
import static dev.alpnmux.spec.AlertDescription.ILLEGAL_PARAMETER;

import dev.alpnmux.cli.probe.wire.Extension;
import dev.alpnmux.cli.probe.wire.Hello;
import dev.alpnmux.cli.probe.wire.Octets;
import dev.alpnmux.cli.probe.wire.Records;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** What happens to hellos that are malformed, and to what is no hello at all. */
final class SyntaxChecks {
  private static final Expectation MALFORMED = Expectation.alert(DECODE_ERROR);
  private static final int UNKNOWN_EXTENSION = 0x7A31;
  private static final byte[] OCTET = new byte[1];

  private final Subject subject;

  private SyntaxChecks(Subject subject) {
    this.subject = subject;
  }

  static Group of(Subject subject) {
    SyntaxChecks checks = new SyntaxChecks(subject);
    return new Group(
        "malformed hellos",
        List.of(
            new Check("not-tls", "AMX-HEL-4", "octets that are no TLS", checks::notTls),
            new Check("long-record", "AMX-HEL-5", "a record that is too long", checks::longRecord),
            new Check("odd-records", "AMX-HEL-5", "records that must not be", checks::oddRecords),
            new Check("long-message", "AMX-HEL-2", "a message of 16 MB", checks::longMessage),
            new Check("lengths", "AMX-HEL-6", "lengths that are wrong", checks::lengths),
            new Check("twice", "AMX-HEL-7", "an extension twice", checks::twice),
            new Check("id-lists", "AMX-HEL-8", "malformed lists of ids", checks::idLists),
            new Check("name-lists", "AMX-HEL-9", "malformed server names", checks::nameLists)));
  }

  private Outcome notTls() throws IOException {
    byte[] otherMajor = subject.plainHello().records();
    otherMajor[1] = 2;
    return new Variants()
        .with("HTTP", Octets.of("GET / HTTP/1.0\r\n\r\n"))
        .with("SSH", Octets.of("SSH-2.0-alpnmux_probe\r\n"))
        .with("a hello of SSL 2.0", sslv2())
        .with("another major version", otherMajor)
        .judge(subject, Expectation.closed());
  }

  /** As old clients of TLS sent it (RFC 5246 appendix E.2): one cipher suite, a challenge. */
  private static byte[] sslv2() {
    byte[] body =
        join(new byte[] {1}, uint16(0x0303, 3, 0, 16), new byte[] {0, 0, 0x2F}, Octets.random(16));
    return join(uint16(0x8000 | body.length), body);
  }

  private Outcome longRecord() throws IOException {
    byte[] payload = Arrays.copyOf(subject.plainHello().message(), Records.PAYLOAD_MAX + 1);
    return MALFORMED.judge(subject.ask(Records.record(Records.HANDSHAKE, payload)));
  }

  private Outcome oddRecords() throws IOException {
    byte[] message = subject.plainHello().message();
    byte[] first = Arrays.copyOf(message, 50);
    byte[] second = Arrays.copyOfRange(message, 50, message.length);
    byte[] begun = Records.of(first);
    byte[] rest = Records.of(second);
    byte[] empty = Records.record(Records.HANDSHAKE);
    return new Variants()
        .with("an empty one first", join(empty, Records.of(message)))
        .with("an empty one between", join(begun, empty, rest))
        .with(
            "an alert between",
            join(begun, Records.record(Records.ALERT, (byte) 1, OCTET[0]), rest))
        .with(
            "data between",
            join(begun, Records.record(Records.APPLICATION_DATA, Octets.random(9)), rest))
        .with("octets behind the hello", Records.of(join(message, OCTET)))
        .judge(subject, MALFORMED);
  }

  private Outcome longMessage() throws IOException {
    byte[] message = subject.plainHello().message();
    message[1] = (byte) 0xFF;
    return MALFORMED.judge(subject.ask(Records.of(message)));
  }

  private Outcome lengths() throws IOException {
    Hello hello = subject.plainHello();
    byte[] extensions = hello.extensionsOctets();
    byte[] before = hello.bodyBeforeExtensions();
    byte[] beyond = join(uint16(UNKNOWN_EXTENSION, 5), OCTET);
    return new Variants()
        .with("octets behind the extensions", message(join(hello.body(), OCTET)))
        .with("extensions beyond the hello", message(declaring(before, extensions, 1)))
        .with("extensions cut short", message(declaring(before, extensions, -1)))
        .with("an extension beyond the others", message(hello.body(join(extensions, beyond))))
        .with("a session id of 33 octets", hello.withSessionId(new byte[33]))
        .with("no cipher suite", hello.withCipherSuites())
        .with("half a cipher suite", hello.withCipherSuites(join(hello.cipherSuites(), OCTET)))
        .with("no compression method", hello.withCompressionMethods())
        .judge(subject, MALFORMED);
  }

  private static byte[] message(byte... body) {
    return Records.of(Hello.message(body));
  }

  private static byte[] declaring(byte[] before, byte[] octets, int more) {
    return join(before, uint16(octets.length + more), octets);
  }

  private Outcome twice() throws IOException {
    Hello hello = subject.plainHello();
    Extension unknown = new Extension(UNKNOWN_EXTENSION, OCTET);
    Extension name = Extension.serverName(subject.target().serverName().orElse("alpnmux.invalid"));
    return new Variants()
        .with("an unknown one", hello.withAnother(unknown).withAnother(unknown))
        .with("ALPN", hello.withAnother(protocols(hello)))
        .with("the server name", hello.with(name).withAnother(name))
        .judge(subject, Expectation.alert(ILLEGAL_PARAMETER));
  }

  private static Extension protocols(Hello hello) {
    return hello.extensions().stream()
        .filter(extension -> extension.type() == Extension.PROTOCOLS)
        .findFirst()
        .orElseThrow();
  }

  private Outcome idLists() throws IOException {
    byte[] list = protocols(subject.plainHello()).body();
    byte[] ids = Arrays.copyOfRange(list, 2, list.length);
    return new Variants()
        .with("no list", withIds())
        .with("an empty list", withIds(vector16()))
        .with("an empty id", withIds(vector16(join(vector8(), ids))))
        .with("an id beyond the list", withIds(vector16(join(ids, new byte[] {9, 'x'}))))
        .with("a list beyond the extension", withIds(declaring(new byte[0], ids, 1)))
        .with("octets behind the list", withIds(join(list, OCTET)))
        .judge(subject, MALFORMED);
  }

  private Hello withIds(byte... body) {
    return subject.plainHello().with(new Extension(Extension.PROTOCOLS, body));
  }

  private Outcome nameLists() throws IOException {
    byte[] name = Extension.hostName(subject.target().serverName().orElse("alpnmux.invalid"));
    byte[] otherType = name.clone();
    otherType[0] = 1;
    return new Variants()
        .with("no list", withNames())
        .with("an empty list", withNames(vector16()))
        .with("two names", withNames(vector16(join(name, name))))
        .with("a name of another type", withNames(vector16(otherType)))
        .with("a name beyond the list", withNames(vector16(join(OCTET, uint16(9), OCTET))))
        .with("octets behind the list", withNames(join(vector16(name), OCTET)))
        .judge(subject, MALFORMED);
  }

  private Hello withNames(byte... body) {
    return subject.plainHello().with(new Extension(Extension.SERVER_NAME, body));
  }
}
