package dev.alpnmux.gateway.flow;

import dev.alpnmux.gateway.route.Decision.Forward;
import dev.alpnmux.gateway.route.Upstream;
import dev.alpnmux.spec.AlertDescription;
import java.time.Duration;
import java.util.Optional;

/**
 * What the flow of one connection needs of the wire. Every method is called on the connection's
 * event loop and returns at once; the answers come back to {@link ConnectionFlow}, on the same
 * thread, now or later. When the client's socket is closed, for whatever reason, the data path
 * calls {@link ConnectionFlow#released} once; only what the client has sent may then still be on
 * its way to the upstream.
 */
public interface DataPath {
  /**
   * Sends the alert, if any, as the last plaintext record and closes in a way that lets it arrive:
   * the peer's bytes are read and dropped for a bounded time, so that no reset overtakes it. An
   * alert that a TLS engine has ready goes out first. Resets the upstream if one is connected.
   */
  void refuse(Optional<AlertDescription> alert);

  /**
   * Sends these bytes as the last ones, and closes as {@link #refuse} does. Only where the client
   * speaks no TLS.
   */
  void answer(byte[] last);

  /** Resets the client and the upstream: no byte more, no close_notify, no FIN. */
  void reset();

  /**
   * Connects one upstream of the route, with TLS and the acknowledged id when the service
   * re-encrypts. The time is shared by the addresses of its name; the flow itself ends the try when
   * it is up. Answers {@link ConnectionFlow#upstreamConnected} or {@link
   * ConnectionFlow#upstreamFailed}, once.
   */
  void connect(Forward forward, Upstream upstream, Duration within);

  /** Gives up the connect under way; its answer does not come any more. */
  void cancelConnect();

  /**
   * Lets the TLS engine have the ClientHello and go on. Answers {@link
   * ConnectionFlow#handshakeFinished} or {@link ConnectionFlow#handshakeFailed}.
   */
  void startTls(Forward forward);

  /** Lets these bytes go to the client before all others of the relay that starts next. */
  void precede(byte[] first);

  /**
   * Relays both ways until both directions have ended, or lets the service answer that is built in.
   * Answers {@link ConnectionFlow#relayEnded}.
   */
  void relay(Forward forward);

  /** Runs the task on this thread after the delay, unless it is cancelled before. */
  Deadline schedule(Duration delay, Runnable task);

  /** Runs the task when so much time has passed; zero means never. */
  default Deadline within(Duration timeout, Runnable late) {
    return timeout.isZero() ? Deadline.NEVER : schedule(timeout, late);
  }

  /** Runs the task on the connection's event loop. The one method for any thread. */
  void execute(Runnable task);

  /** A task that waits for its time. */
  interface Deadline {
    /** A deadline that never comes. */
    Deadline NEVER = () -> {};

    /** Drops the task; no effect when it has run or was dropped. */
    void cancel();
  }
}
