package dev.alpnmux.gateway.oracle;

import static dev.alpnmux.gateway.oracle.KnownDifference.JDK_REFUSES_WHAT_IS_NO_HOST_NAME;
import static dev.alpnmux.gateway.oracle.Reading.Outcome.READ;
import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.spec.ApplicationProtocol;
import dev.alpnmux.spec.HelloBuilder;
import dev.alpnmux.spec.HelloVector;
import dev.alpnmux.spec.ServerName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The JDK and BoringSSL read a hello as we do: the same server name and ids, or they refuse it too.
 * Where they do not, it is a {@link KnownDifference}.
 */
@ParameterizedClass
@ValueSource(strings = {"JDK", "BORINGSSL"})
class HelloOracleTest {
  private static final int[] FLIPS = {0x01, 0x02, 0x20, 0x7F, 0x80};
  private static final Set<ApplicationProtocol> ALL_IDS =
      HelloVector.all()
          .flatMap(vector -> vector.protocols().stream())
          .flatMap(Collection::stream)
          .collect(Collectors.toSet());

  private static BoringReader boringSsl;
  private static Map<String, Oracle> oracles;

  private final String name;
  private final Oracle oracle;

  HelloOracleTest(String name) {
    this.name = name;
    this.oracle = Objects.requireNonNull(oracles.get(name));
  }

  @BeforeAll
  static void start() throws Exception {
    boringSsl = new BoringReader();
    oracles = Map.of("JDK", new JdkReader(), "BORINGSSL", boringSsl);
  }

  @AfterAll
  static void stop() {
    boringSsl.close();
  }

  @ParameterizedTest
  @MethodSource("dev.alpnmux.spec.HelloVector#all")
  void everyVectorIsReadAsWeReadIt(HelloVector vector) throws Exception {
    Reading ours = oracle.asFarAsKnown(Reading.ours(vector.bytes()));
    Reading theirs = oracle.read(vector.bytes(), ALL_IDS);

    Optional<KnownDifference> known =
        KnownDifference.of(name, vector.name())
            .filter(difference -> !difference.isOfSomeReleases() || !theirs.equals(ours));
    if (known.isPresent()) {
      assertThat(theirs.outcome()).isEqualTo(known.get().theirs()).isNotEqualTo(ours.outcome());
    } else {
      assertThat(theirs).isEqualTo(ours);
    }
  }

  /** What we let pass and others refuse has to end in a refusal of ours. */
  @ParameterizedTest
  @MethodSource("laxer")
  void whatOnlyWeReadNamesNoService(HelloVector vector) {
    Reading ours = Reading.ours(vector.bytes());
    boolean hasValidName = ours.serverName().flatMap(ServerName::parse).isPresent();
    assertThat(hasValidName && !ours.protocols().isEmpty()).isFalse();
  }

  static Stream<HelloVector> laxer() {
    return Stream.of(KnownDifference.values())
        .filter(known -> known.theirs() == Reading.Outcome.REFUSED)
        .flatMap(known -> known.vectors().stream())
        .distinct()
        .map(HelloVector::read);
  }

  static Stream<byte[]> generated() {
    Random random = new Random(7301);
    return IntStream.range(0, 100).mapToObj(i -> generated(random));
  }

  private static byte[] generated(Random random) {
    List<ApplicationProtocol> ids = new ArrayList<>();
    for (int i = random.nextInt(6); i >= 0; i--) {
      byte[] octets = new byte[1 + random.nextInt(1 + random.nextInt(255))];
      random.nextBytes(octets);
      ids.add(ApplicationProtocol.of(octets));
      ids.add(ApplicationProtocol.parse("id-" + random.nextInt(4)));
    }
    String label = "x".repeat(1 + random.nextInt(60));
    return readable(label + ".test", ids);
  }

  /** Of TLS 1.2, and with all that a server needs to answer it. */
  private static byte[] readable(String serverName, List<ApplicationProtocol> ids) {
    return HelloBuilder.hello()
        .versions()
        .extension(10, (byte) 0, (byte) 2, (byte) 0, (byte) 0x17)
        .signatureSchemes(List.of(0x0403))
        .grease()
        .serverName(serverName)
        .protocols(ids)
        .record();
  }

  @ParameterizedTest
  @MethodSource("generated")
  void everyGeneratedHelloIsReadAsWeReadIt(byte[] hello) throws Exception {
    Reading ours = Reading.ours(hello);
    assertThat(oracle.read(hello, ours.protocols())).isEqualTo(oracle.asFarAsKnown(ours));
  }

  /** The lengths and the bodies; with another type they would be extensions that we skip. */
  static Stream<byte[]> changed() {
    List<ApplicationProtocol> ids =
        List.of(ApplicationProtocol.parse("echo"), ApplicationProtocol.parse("h2"));
    byte[] hello = readable("a.test", ids);
    int serverName = hello.length - 29;
    int alpn = hello.length - 14;
    return IntStream.concat(
            IntStream.range(serverName + 2, alpn), IntStream.range(alpn + 2, hello.length))
        .boxed()
        .flatMap(at -> IntStream.of(FLIPS).mapToObj(flip -> changed(hello, at, flip)));
  }

  private static byte[] changed(byte[] hello, int at, int flip) {
    byte[] other = hello.clone();
    other[at] ^= (byte) flip;
    return other;
  }

  @ParameterizedTest
  @MethodSource("changed")
  void everyChangeOfOneOctetIsReadAsWeReadIt(byte[] hello) throws Exception {
    Reading ours = Reading.ours(hello);
    Reading theirs = oracle.read(hello, ours.protocols());
    if (ours.serverName().filter(sent -> ServerName.parse(sent).isEmpty()).isPresent()) {
      // We read it, and know no such name. BoringSSL's interface has other octets than it read.
      assertThat(theirs.outcome())
          .isEqualTo(name.equals("JDK") ? JDK_REFUSES_WHAT_IS_NO_HOST_NAME.theirs() : READ);
    } else {
      assertThat(theirs).isEqualTo(oracle.asFarAsKnown(ours));
    }
  }
}
