package dev.alpnmux.client;

import dev.alpnmux.spec.ApplicationProtocol;
import dev.alpnmux.spec.TcpmuxExchange;
import dev.alpnmux.spec.TcpmuxLineReader;
import dev.alpnmux.spec.TcpmuxResult;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * What a TCPMUX client and its server say before the service speaks (RFC 1078): a name, and {@code
 * +} or {@code -}.
 */
final class TcpmuxDialogue {
  private static final char ACCEPTED = '+';

  /** What inetd and xinetd say for a service that does not speak TCPMUX itself. */
  private static final String INETD_ANSWER = "+Go";

  private final TappedSocket raw;
  private final ApplicationProtocol service;
  private final Failures failures;

  TcpmuxDialogue(TappedSocket raw, ApplicationProtocol service, Failures failures) {
    this.raw = raw;
    this.service = service;
    this.failures = failures;
  }

  /** Blocks until the server has accepted; the caller closes the socket when this throws. */
  Negotiated complete() throws IOException {
    raw.getOutputStream().write(TcpmuxExchange.request(service.toString()));
    String answer = answer(raw.getInputStream());
    if (answer.charAt(0) != ACCEPTED) {
      throw failures.tcpmuxRefusal(answer.substring(1).strip());
    }
    if (answer.equals(INETD_ANSWER)) {
      raw.dropNulAhead();
    }
    raw.endHandshake();
    return new Negotiated(raw, service, new LateRefusal(false, failures));
  }

  /** Byte by byte: what follows the line is the service's. */
  private String answer(InputStream in) throws IOException {
    TcpmuxLineReader reader = TcpmuxLineReader.ofReply();
    TcpmuxResult result = new TcpmuxResult.NeedMore();
    while (result instanceof TcpmuxResult.NeedMore) {
      int octet = in.read();
      if (octet < 0) {
        throw failures.notTcpmux("it closed the connection before its answer");
      }
      result = reader.read(ByteBuffer.wrap(new byte[] {(byte) octet}));
    }
    if (result instanceof TcpmuxResult.Malformed malformed) {
      throw failures.notTcpmux("it does not speak TCPMUX: " + malformed.detail());
    }
    return ((TcpmuxResult.Complete) result).line();
  }
}
