package dev.alpnmux.cli.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.cli.testing.ServedGateway;
import dev.alpnmux.client.AlpnmuxClient;
import dev.alpnmux.client.ServiceSocket;
import dev.alpnmux.client.Trust;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One GiB each way at once, through a gateway whose heap is 64 MiB. */
class LargeTransferScenario {
  private static final long BYTES = 1L << 30;
  private static final int CHUNK = 64 * 1024;

  @TempDir Path folder;

  /** How many bytes of one direction, with their hash. */
  private record Stream(long count, long hash) {}

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void aGibibyteEachWayAtOnceArrivesIntact() throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    try (ServerSocket upstream = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ServedGateway gateway =
            ServedGateway.start(
                folder,
                "'bulk':{'upstreams':['127.0.0.1:" + upstream.getLocalPort() + "']}",
                "-Xmx64m -XX:TieredStopAtLevel=4")) {
      AlpnmuxClient client =
          AlpnmuxClient.newBuilder()
              .gateway(gateway.address())
              .trust(Trust.pem(gateway.authority()))
              .build();
      try (ServiceSocket near = client.connect("bulk");
          Socket far = upstream.accept()) {
        Future<Stream> sent = threads.submit(sending(near, 1));
        Future<Stream> answered = threads.submit(sending(far, 2));
        Future<Stream> arrivedFar = threads.submit(receiving(far));
        Future<Stream> arrivedNear = threads.submit(receiving(near));
        assertThat(arrivedFar.get()).isEqualTo(sent.get());
        assertThat(arrivedNear.get()).isEqualTo(answered.get());
        assertThat(sent.get().count()).isEqualTo(BYTES);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static Callable<Stream> sending(Socket socket, long seed) {
    return () -> {
      SplittableRandom random = new SplittableRandom(seed);
      CRC32C hash = new CRC32C();
      byte[] chunk = new byte[CHUNK];
      OutputStream out = socket.getOutputStream();
      for (long sent = 0; sent < BYTES; sent += CHUNK) {
        random.nextBytes(chunk);
        hash.update(chunk);
        out.write(chunk);
      }
      socket.shutdownOutput();
      return new Stream(BYTES, hash.getValue());
    };
  }

  private static Callable<Stream> receiving(Socket socket) {
    return () -> read(socket.getInputStream());
  }

  private static Stream read(InputStream in) throws IOException {
    CRC32C hash = new CRC32C();
    byte[] chunk = new byte[CHUNK];
    long count = 0;
    for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
      hash.update(chunk, 0, n);
      count += n;
    }
    return new Stream(count, hash.getValue());
  }
}
