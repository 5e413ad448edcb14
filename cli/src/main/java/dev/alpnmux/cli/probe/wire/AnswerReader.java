package dev.alpnmux.cli.probe.wire;

import dev.alpnmux.cli.probe.wire.Answer.End;
import dev.alpnmux.cli.probe.wire.Answer.Kind;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Optional;

/** Tells what the first octets of a server are, as they come. */
final class AnswerReader {
  private static final int RECORD_HEADER = 5;
  private static final int MESSAGE_HEADER = 4;
  private static final int ALERT_RECORD = 7;
  private static final int ALERT_LENGTH = 2;
  private static final int CHANGE_CIPHER_SPEC = 6;
  private static final int MAJOR_VERSION = 3;
  private static final int SERVER_HELLO = 2;

  /** No ServerHello is longer; with what stands behind it in a record it may be. */
  private static final int OCTETS_MAX = 64 * 1024;

  private final ByteArrayOutputStream octets = new ByteArrayOutputStream();

  /** Adds what came, and returns the answer once it can be told. */
  Optional<Answer> read(byte[] more, int count) {
    octets.write(more, 0, count);
    byte[] all = behindChangeCipherSpec(octets.toByteArray());
    if (all.length > OCTETS_MAX || !mayBecomeRecord(all)) {
      return Optional.of(other());
    }
    if (all.length < RECORD_HEADER) {
      return Optional.empty();
    }
    return all[0] == Records.ALERT ? alert(all) : serverHello(all);
  }

  /** Behind a HelloRetryRequest a server may send one to please middleboxes (RFC 8446 §D.4). */
  private static byte[] behindChangeCipherSpec(byte... all) {
    boolean isThere = all[0] == Records.CHANGE_CIPHER_SPEC && all.length >= CHANGE_CIPHER_SPEC;
    return isThere ? Arrays.copyOfRange(all, CHANGE_CIPHER_SPEC, all.length) : all;
  }

  private static boolean mayBecomeRecord(byte... all) {
    return all.length == 0 || isKnownType(all[0]) && (all.length == 1 || all[1] == MAJOR_VERSION);
  }

  private static boolean isKnownType(byte type) {
    return type == Records.ALERT || type == Records.HANDSHAKE || type == Records.CHANGE_CIPHER_SPEC;
  }

  private Optional<Answer> alert(byte... all) {
    if (uint16(all, 3) != ALERT_LENGTH) {
      return Optional.of(other());
    }
    return all.length < ALERT_RECORD
        ? Optional.empty()
        : Optional.of(new Answer(Kind.ALERT, all, Optional.empty(), End.OPEN));
  }

  private Optional<Answer> serverHello(byte... all) {
    byte[] message = payloads(all);
    if (message.length > 0 && message[0] != SERVER_HELLO) {
      return Optional.of(other());
    }
    if (message.length < MESSAGE_HEADER) {
      return Optional.empty();
    }
    int end = MESSAGE_HEADER + ((message[1] & 0xFF) << 16 | uint16(message, 2));
    if (message.length < end) {
      return Optional.empty();
    }
    return Optional.of(
        ServerHello.read(Arrays.copyOfRange(message, MESSAGE_HEADER, end))
            .map(hello -> accepted(hello, all))
            .orElseGet(this::other));
  }

  private static Answer accepted(ServerHello hello, byte... all) {
    Kind kind = hello.isRetryRequest() ? Kind.RETRY_REQUEST : Kind.SERVER_HELLO;
    return new Answer(kind, all, Optional.of(hello), End.OPEN);
  }

  /** Joins the payloads of the handshake records as far as they are there. */
  private static byte[] payloads(byte... all) {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    int at = 0;
    while (at + RECORD_HEADER <= all.length && all[at] == Records.HANDSHAKE) {
      int from = at + RECORD_HEADER;
      int end = from + uint16(all, at + 3);
      message.write(all, from, Math.min(end, all.length) - from);
      at = end;
    }
    return message.toByteArray();
  }

  /** Returns the answer that the octets so far are when no more of them come. */
  Answer ended(End end) {
    boolean isNothing = octets.size() == 0;
    Kind silent = end == End.OPEN ? Kind.SILENCE : Kind.CLOSED;
    Kind kind = isNothing ? silent : Kind.OTHER;
    return new Answer(kind, octets.toByteArray(), Optional.empty(), end);
  }

  private Answer other() {
    return new Answer(Kind.OTHER, octets.toByteArray(), Optional.empty(), End.OPEN);
  }

  private static int uint16(byte[] all, int at) {
    return (all[at] & 0xFF) << 8 | all[at + 1] & 0xFF;
  }
}
