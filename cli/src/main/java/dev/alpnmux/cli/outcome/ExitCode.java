package dev.alpnmux.cli.outcome;

/**
 * The exit codes of the command: public API, one per cause, so that a script need not read
 * messages. Where {@code sysexits.h} has a number for the cause, it is that one.
 */
public enum ExitCode {
  /** All went well. */
  OK(0),
  /** The connection was made, and later ended with an error. */
  CONNECTION_FAILED(1),
  /** The server that was probed does not keep a requirement. */
  REQUIREMENT_FAILED(2),
  /** The server could not be probed. */
  NOT_PROBED(3),
  /** The command line is wrong. */
  USAGE(64),
  /** The name of the gateway does not resolve. */
  UNKNOWN_HOST(68),
  /** The gateway cannot be reached, or it cannot reach the service (alert 80). */
  UNAVAILABLE(69),
  /** A fault in the command itself. */
  INTERNAL(70),
  /** A local port or file cannot be used: it is taken, or permission is missing. */
  SYSTEM(71),
  /** No connection within the connect timeout. */
  TIMEOUT(75),
  /** The gateway did not acknowledge the service: what answered is no alpnmux gateway. */
  NOT_ACKNOWLEDGED(76),
  /** The service wants a client certificate, or another one. */
  CLIENT_CERTIFICATE(77),
  /** The admin pages want a token, or another one, or another user. */
  NOT_PERMITTED(77),
  /** The configuration, or a file that an option names, cannot be used. */
  CONFIGURATION(78),
  /** There is no such service (alert 120). */
  NO_SUCH_SERVICE(80),
  /** The server name is not known, or one is required (alert 112 or 109). */
  SERVER_NAME_REFUSED(81),
  /** The gateway is not who it should be: authority, name or pin. */
  GATEWAY_IDENTITY(82),
  /** The program that {@code run} was given cannot be started; as a shell says it. */
  NOT_STARTED(127);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  /** The number that the operating system gets. */
  public int code() {
    return code;
  }
}
