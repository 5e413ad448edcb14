package dev.alpnmux.cli.probe.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.spec.ApplicationProtocol;
import dev.alpnmux.spec.ClientHello;
import dev.alpnmux.spec.ClientHelloReader;
import dev.alpnmux.spec.HelloResult;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.AlgorithmParameters;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HelloTest {
  private static final List<ApplicationProtocol> IDS =
      List.of(new ApplicationProtocol("h2"), new ApplicationProtocol("\u00ff\0,"));

  private static ClientHello read(byte[] octets) {
    ClientHelloReader reader = new ClientHelloReader(64 * 1024);
    HelloResult result = reader.read(ByteBuffer.wrap(octets));
    assertThat(result).isInstanceOf(HelloResult.Complete.class);
    return ((HelloResult.Complete) result).hello();
  }

  @Test
  void itIsReadAsWhatItSays() {
    ClientHello hello = read(Hello.of(Optional.of("a.test"), IDS).records());

    assertThat(hello.serverName()).contains("a.test");
    assertThat(hello.protocols()).contains(IDS);
    assertThat(hello.versions()).containsExactly(ClientHello.TLS_1_3, ClientHello.TLS_1_2);
  }

  @Test
  void oneOfTls12SaysNothingOfTls13() {
    ClientHello hello = read(Hello.tls12(Optional.empty(), List.of()).records());

    assertThat(hello.serverName()).isEmpty();
    assertThat(hello.protocols()).isEmpty();
    assertThat(hello.versions()).containsExactly(ClientHello.TLS_1_2);
  }

  @Test
  void anExtensionTakesThePlaceOfThatOfItsType() {
    Hello hello = Hello.of(Optional.of("a.test"), IDS);

    assertThat(read(hello.with(Extension.serverName("b.test")).records()).serverName())
        .contains("b.test");
    assertThat(read(hello.without(Extension.SERVER_NAME).records()).serverName()).isEmpty();
    assertThat(hello.withAnother(Extension.serverName("b.test")).extensions())
        .hasSize(hello.extensions().size() + 1);
  }

  @Test
  void manyRecordsAreTheSameHello() {
    Hello hello = Hello.of(Optional.of("a.test"), IDS);

    assertThat(read(Records.cut(hello.message(), 1))).isEqualTo(read(hello.records()));
    assertThat(Records.cut(hello.message(), 1)).hasSize(6 * hello.message().length);
  }

  @ParameterizedTest
  @CsvSource({"23, secp256r1, 32", "24, secp384r1, 48"})
  void theKeysAreTheGeneratorsThatTheJdkKnows(int group, String curve, int size) throws Exception {
    AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
    parameters.init(new ECGenParameterSpec(curve));
    ECPoint generator = parameters.getParameterSpec(ECParameterSpec.class).getGenerator();
    byte[] key = KeyShare.of(group).orElseThrow().key();

    assertThat(key).hasSize(2 * size + 1).startsWith(4);
    assertThat(new BigInteger(1, Arrays.copyOfRange(key, 1, size + 1)))
        .isEqualTo(generator.getAffineX());
    assertThat(new BigInteger(1, Arrays.copyOfRange(key, size + 1, key.length)))
        .isEqualTo(generator.getAffineY());
  }

  @Test
  void thePostQuantumKeyHasTheSizeOfItsGroup() {
    assertThat(KeyShare.postQuantum().key()).hasSize(1216);
    assertThat(KeyShare.of(KeyShare.X25519_MLKEM768)).isEmpty();
  }
}
