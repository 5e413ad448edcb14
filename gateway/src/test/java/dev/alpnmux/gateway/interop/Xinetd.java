package dev.alpnmux.gateway.interop;

import dev.alpnmux.gateway.testing.Program;
import dev.alpnmux.gateway.testing.RunningGateway;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * An xinetd with its TCPMUX service on a port of 127.0.0.1. It has the services {@code cat}, for
 * which it says {@code +} itself, and {@code own}, which says so itself and then does the same.
 */
final class Xinetd implements AutoCloseable {
  private final InetSocketAddress address;
  private final Program program;

  private Xinetd(InetSocketAddress address, Program program) {
    this.address = address;
    this.program = program;
  }

  static Xinetd start(Path folder) throws Exception {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), freePort());
    Path own =
        Files.writeString(folder.resolve("own"), "#!/bin/sh\nprintf '+mine\\r\\n'\nexec cat\n");
    Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwxr-xr-x"));
    String services =
        mux(address.getPort())
            + service("cat", "TCPMUXPLUS", Path.of("/bin/cat"))
            + service("own", "TCPMUX", own);
    Path configuration = Files.writeString(folder.resolve("xinetd.conf"), services);
    Path log = folder.resolve("xinetd.log");
    Program program =
        Program.start(
            "xinetd",
            "-dontfork",
            "-f",
            configuration,
            "-pidfile",
            folder.resolve("xinetd.pid"),
            "-filelog",
            log);
    try {
      // It has no output: what it opens at its start is the log.
      RunningGateway.awaitUntil(
          "xinetd serves",
          () -> Files.exists(log) && Files.readString(log).contains("1 available"));
    } catch (AssertionError e) {
      program.close();
      throw e;
    }
    return new Xinetd(address, program);
  }

  /** It takes no port 0. */
  private static int freePort() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return server.getLocalPort();
    }
  }

  private static String mux(int port) {
    return """
        service tcpmux
        {
          type = INTERNAL UNLISTED
          socket_type = stream
          protocol = tcp
          port = %d
          bind = 127.0.0.1
          wait = no
        }
        """
        .formatted(port);
  }

  private static String service(String name, String type, Path server) {
    return """
        service %s
        {
          type = %s UNLISTED
          socket_type = stream
          protocol = tcp
          wait = no
          user = %s
          server = %s
        }
        """
        .formatted(name, type, System.getProperty("user.name"), server);
  }

  InetSocketAddress address() {
    return address;
  }

  @Override
  public void close() {
    program.close();
  }
}
