package dev.alpnmux.client;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** What a peer may do instead of answering a hello with a handshake. */
enum Misbehaviour implements FakeGateway.Behaviour {
  UNKNOWN_SERVICE(120),
  UNKNOWN_SERVER_NAME(112),
  NO_SERVER_NAME(109),
  UPSTREAM_UNAVAILABLE(80),
  OLD_VERSION(70),
  HANDSHAKE_FAILURE(40),
  ACCESS_DENIED(49),
  /** An alert that no JDK has a name for. */
  UNNAMED_ALERT(121),

  /** Says nothing until the client goes. */
  STALL {
    @Override
    public void serve(Socket accepted, FakeGateway gateway) throws IOException {
      gateway.readHello(accepted);
      drain(accepted);
    }
  },
  /** Sends a record of a handshake one byte at a time, faster than any read timeout. */
  DRIP {
    @Override
    public void serve(Socket accepted, FakeGateway gateway) throws IOException {
      gateway.readHello(accepted);
      OutputStream out = accepted.getOutputStream();
      out.write(new byte[] {22, 3, 3, 0x3F, 0x00, 2, 0, 0x3E, 0x00});
      try {
        while (!gateway.end.await(20, TimeUnit.MILLISECONDS)) {
          out.write(3);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  },
  CLOSE_AT_ONCE {
    @Override
    public void serve(Socket accepted, FakeGateway gateway) throws IOException {
      gateway.readHello(accepted);
    }
  },
  RESET {
    @Override
    public void serve(Socket accepted, FakeGateway gateway) throws IOException {
      gateway.readHello(accepted);
      accepted.setSoLinger(true, 0);
    }
  },
  GARBAGE {
    @Override
    public void serve(Socket accepted, FakeGateway gateway) throws IOException {
      gateway.readHello(accepted);
      accepted
          .getOutputStream()
          .write("SSH-2.0-OpenSSH_9.2\r\n".getBytes(StandardCharsets.US_ASCII));
      drain(accepted);
    }
  };

  private static final int NO_ALERT = -1;

  private final int alert;

  Misbehaviour() {
    this(NO_ALERT);
  }

  Misbehaviour(int alert) {
    this.alert = alert;
  }

  @Override
  public void serve(Socket accepted, FakeGateway gateway) throws IOException {
    gateway.readHello(accepted);
    accepted.getOutputStream().write(new byte[] {21, 3, 3, 0, 2, 2, (byte) alert});
    accepted.shutdownOutput();
    drain(accepted);
  }

  static void drain(Socket socket) throws IOException {
    socket.getInputStream().transferTo(OutputStream.nullOutputStream());
  }
}
