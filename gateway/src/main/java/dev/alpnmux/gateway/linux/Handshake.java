package dev.alpnmux.gateway.linux;

import dev.alpnmux.gateway.nativetls.NativeSession;
import java.io.IOException;
import java.lang.System.Logger.Level;
import javax.net.ssl.SSLException;

/** Takes one endpoint through its TLS handshake. */
final class Handshake implements StreamSocket.Watcher {
  /** How a handshake ends; told once, unless the endpoint is closed before. */
  interface Answer {
    /** The session is the endpoint's from here on. */
    void finished(NativeSession session);

    /** The session's alert, if it has one, is sent; the session is still the endpoint's. */
    void failed(NativeSession session, SSLException cause);

    /** The peer has ended the connection, or it broke. */
    void peerLeft();
  }

  private static final System.Logger LOG = System.getLogger("dev.alpnmux.gateway");

  private final LinuxConnection connection;
  private final Endpoint endpoint;
  private final NativeSession session;
  private final Answer answer;
  private boolean isOver;

  /**
   * @param connection the connection that the endpoint is a side of
   * @param session the endpoint's from here on
   */
  Handshake(LinuxConnection connection, Endpoint endpoint, NativeSession session, Answer answer) {
    this.connection = connection;
    this.endpoint = endpoint;
    this.session = session;
    this.answer = answer;
    endpoint.speak(session);
    endpoint.socket().watchedBy(this);
  }

  /** Says the first word, as a client does. */
  void open() {
    step(0);
  }

  /** Works on what was held, and goes on with what comes. */
  void answer() {
    readable();
  }

  @Override
  public void readable() {
    boolean goesOn = true;
    while (goesOn && !isOver) {
      int count = receive();
      if (count < 0) {
        isOver = true;
        answer.peerLeft();
      } else if (count > 0) {
        step(count);
      }
      goesOn = endpoint.mayHaveMore() || endpoint.isUnfinished();
    }
  }

  /** Little at a time: what follows the handshake is kept, and must be bounded. */
  private int receive() {
    try {
      return endpoint.receive(SharedBuffers.SHORT_READ_BYTES);
    } catch (IOException e) {
      return -1;
    }
  }

  private void step(int count) {
    SharedBuffers buffers = connection.loop().buffers();
    if (count > 0) {
      session.receive(buffers.input().address(), count);
    }
    session.sendTo(buffers.output().address(), buffers.output().capacity());
    try {
      boolean isFinished = session.handshake();
      endpoint.send(session);
      if (isFinished) {
        finish(count);
      }
    } catch (SSLException e) {
      sendAlert();
      isOver = true;
      answer.failed(session, e);
    } catch (IOException e) {
      isOver = true;
      answer.peerLeft();
    }
  }

  private void finish(int count) {
    isOver = true;
    int unread = session.unread();
    if (unread > 0) {
      endpoint.hold(count - unread, unread);
    }
    answer.finished(session);
  }

  private void sendAlert() {
    try {
      endpoint.send(session);
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "a peer that has left gets no alert", e);
    }
  }

  @Override
  public void writable() {
    try {
      endpoint.flush();
    } catch (IOException e) {
      isOver = true;
      answer.peerLeft();
    }
  }

  @Override
  public void failed(Throwable bug) {
    connection.failed(bug);
  }
}
