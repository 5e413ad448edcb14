package dev.alpnmux.gateway.oracle;

import dev.alpnmux.gateway.testing.TestCertificates;
import dev.alpnmux.spec.ApplicationProtocol;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.StandardConstants;

/** The JDK as a TLS server: what it asks its matcher and its selector is what it has read. */
final class JdkReader implements Oracle {
  private static final int HANDSHAKE = 22;

  private final SSLContext context;

  JdkReader() {
    context = TestCertificates.showing("a");
  }

  /** What an engine tells of the hello that it has read, when it asks what to do. */
  private static final class Heard extends SNIMatcher {
    private Optional<String> serverName = Optional.empty();
    private List<ApplicationProtocol> protocols = List.of();

    private Heard() {
      super(StandardConstants.SNI_HOST_NAME);
    }

    @Override
    public boolean matches(SNIServerName sent) {
      serverName = Optional.of(new String(sent.getEncoded(), StandardCharsets.ISO_8859_1));
      return true;
    }

    private String select(List<String> offered) {
      protocols = offered.stream().map(ApplicationProtocol::new).toList();
      return offered.get(0);
    }

    private Reading reading() {
      return Reading.read(serverName, protocols);
    }
  }

  @Override
  public Reading read(byte[] hello, Collection<ApplicationProtocol> candidates) {
    Heard heard = new Heard();
    try {
      return switch (answer(engine(heard), ByteBuffer.wrap(hello))) {
        case READ -> heard.reading();
        case WAITS -> Reading.WAITS;
        case REFUSED -> Reading.REFUSED;
      };
    } catch (SSLException refused) {
      return Reading.REFUSED;
    }
  }

  @Override
  public Reading asFarAsKnown(Reading reading) {
    return reading;
  }

  private SSLEngine engine(Heard heard) {
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(false);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setSNIMatchers(List.of(heard));
    engine.setSSLParameters(parameters);
    engine.setHandshakeApplicationProtocolSelector((e, offered) -> heard.select(offered));
    return engine;
  }

  /** Feeds the octets, until there is an answer or nothing is left. */
  private static Reading.Outcome answer(SSLEngine engine, ByteBuffer hello) throws SSLException {
    ByteBuffer plain = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
    ByteBuffer answer = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    engine.beginHandshake();
    while (engine.getHandshakeStatus() != HandshakeStatus.NEED_WRAP) {
      if (engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
        engine.getDelegatedTask().run();
      } else if (engine.unwrap(hello, plain).getStatus() == SSLEngineResult.Status.BUFFER_UNDERFLOW
          || !hello.hasRemaining() && engine.getHandshakeStatus() == HandshakeStatus.NEED_UNWRAP) {
        return Reading.Outcome.WAITS;
      }
    }
    engine.wrap(ByteBuffer.allocate(0), answer);
    return answer.get(0) == HANDSHAKE ? Reading.Outcome.READ : Reading.Outcome.REFUSED;
  }
}
