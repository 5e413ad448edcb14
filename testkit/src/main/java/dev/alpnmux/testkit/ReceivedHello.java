package dev.alpnmux.testkit;

import dev.alpnmux.spec.ClientHello;
import dev.alpnmux.spec.ClientHelloReader;
import dev.alpnmux.spec.HelloResult;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** A client's hello, with the bytes it came in: a TLS engine that goes on needs them again. */
record ReceivedHello(ClientHello hello, InputStream bytes) {
  private static final int HELLO_MAX = 65_536;

  static ReceivedHello from(InputStream in) throws IOException {
    ClientHelloReader reader = new ClientHelloReader(HELLO_MAX);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] bytes = new byte[HELLO_MAX];
    for (int count = in.read(bytes); count > 0; count = in.read(bytes)) {
      all.write(bytes, 0, count);
      HelloResult result = reader.read(ByteBuffer.wrap(bytes, 0, count));
      if (result instanceof HelloResult.Complete complete) {
        return new ReceivedHello(complete.hello(), new ByteArrayInputStream(all.toByteArray()));
      }
      if (result instanceof HelloResult.Malformed malformed) {
        throw new IOException("the client sent no ClientHello: " + malformed.detail());
      }
    }
    throw new IOException("the client left after " + all.size() + " octets of its hello");
  }
}
