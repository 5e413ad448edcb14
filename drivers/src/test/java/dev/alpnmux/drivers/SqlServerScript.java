package dev.alpnmux.drivers;

import static java.nio.charset.StandardCharsets.UTF_16LE;

import dev.alpnmux.gateway.testing.UpstreamPeer;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The first steps of a SQL Server that knows no user: the pre-login, without encryption, and the
 * answer to a login ([MS-TDS] 2.2.6.5, 2.2.7.10).
 */
final class SqlServerScript {
  static final int PRE_LOGIN = 0x12;
  static final int LOGIN = 0x10;
  static final String ANSWER = "Login failed for user 'sa'.";

  private static final int RESPONSE = 0x04;
  private static final int HEADER_OCTETS = 8;
  private static final int END_OF_MESSAGE = 1;
  private static final int LOGIN_FAILED = 18456;

  private SqlServerScript() {}

  /** Plays it, and returns the types of the packets that came. */
  static int[] play(UpstreamPeer peer) throws IOException {
    int preLogin = receive(peer);
    send(peer, preLogin());
    int login = receive(peer);
    send(peer, loginFailed());
    peer.endOutput();
    return new int[] {preLogin, login};
  }

  private static int receive(UpstreamPeer peer) throws IOException {
    DataInputStream input = new DataInputStream(peer.input());
    int type = input.readUnsignedByte();
    input.readUnsignedByte();
    int octets = input.readUnsignedShort();
    input.readNBytes(octets - Short.BYTES - 2 * Byte.BYTES);
    return type;
  }

  private static void send(UpstreamPeer peer, byte[] content) throws IOException {
    ByteBuffer packet = ByteBuffer.allocate(HEADER_OCTETS + content.length);
    packet.put((byte) RESPONSE).put((byte) END_OF_MESSAGE).putShort((short) packet.capacity());
    packet.putShort((short) 0).put((byte) 1).put((byte) 0);
    peer.output().write(packet.put(content).array());
    peer.output().flush();
  }

  /** The version 15.0.2000 (2019), and that there is no encryption. */
  private static byte[] preLogin() {
    int options = 11;
    ByteBuffer answer = ByteBuffer.allocate(options + 7);
    answer.put((byte) 0).putShort((short) options).putShort((short) 6);
    answer.put((byte) 1).putShort((short) (options + 6)).putShort((short) 1);
    answer.put((byte) 0xFF);
    answer.put((byte) 15).put((byte) 0).putShort((short) 2000).putShort((short) 0);
    byte notSupported = 2;
    return answer.put(notSupported).array();
  }

  /** The tokens ERROR and DONE. */
  private static byte[] loginFailed() {
    byte[] text = ANSWER.getBytes(UTF_16LE);
    int errorOctets = 4 + 1 + 1 + 2 + text.length + 1 + 1 + 4;
    ByteBuffer tokens = ByteBuffer.allocate(3 + errorOctets + 13).order(ByteOrder.LITTLE_ENDIAN);
    tokens.put((byte) 0xAA).putShort((short) errorOctets);
    tokens.putInt(LOGIN_FAILED).put((byte) 1).put((byte) 14);
    tokens.putShort((short) ANSWER.length()).put(text);
    tokens.put((byte) 0).put((byte) 0).putInt(1);
    short isError = 2;
    tokens.put((byte) 0xFD).putShort(isError).putShort((short) 0).putLong(0);
    return tokens.array();
  }
}
