/*
 * The clients: one thread, epoll, 127.0.0.1 only. Drives one port in one way and prints what
 * happened as one line of JSON.
 *
 *   generator connect  new connections: connect, handshake, 64 octets there and back, close
 *   generator request  kept connections: 256 octets there and back, one at a time on each
 *   generator bulk     each connection carries --octets up (to a sink) or down (from a source)
 *   generator idle     opens connections, echoes once on each, prints a line, holds them until
 *                      its standard input ends
 *   generator refuse   new connections that no service answers: counts alerts, closes, resets
 *
 * --hello sends a real ClientHello and then speaks plain: what a passthrough gateway sees is the
 * same, and client and upstream stay cheap. Only TLS 1.3, TLS_AES_128_GCM_SHA256, X25519. The
 * server's certificate is not verified: that is work of clients, not of what is measured.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "wire.h"

enum { SCRATCH = 256 * 1024, CHUNK = 64 * 1024, EVENTS = 512, SESSIONS = 256, PRIMERS = 8 };
enum { TURNS = 24, TURNS_BESIDE = 2, LENGTH = 8, PER_SOURCE = 20000 };
enum { EXIT_USAGE = 64, RECORD_ALERT = 21, ALERT_OFFSET = 6, NO_APPLICATION_PROTOCOL = 120 };

enum mode { CONNECT, REQUEST, BULK, IDLE, REFUSE };
enum state { FREE, CONNECTING, HANDSHAKING, WRITING, READING, HOLDING, AWAITING_REFUSAL };
enum progress { GOES_ON, WAITS, DONE };

struct conn {
  struct wire wire;
  enum state state;
  bool is_bulk, is_queued;
  int source;
  uint64_t since;               /* when the connection, or this exchange, began */
  uint64_t to_write, to_read;   /* octets of this exchange */
  unsigned char header[LENGTH]; /* bulk: the length that goes first */
  size_t header_left;
  struct conn *next;
};

static struct {
  enum mode mode;
  int port, beside_port;
  const char *alpn, *server_name;
  bool is_hello_only, is_up, is_beside_up, has_beside, resumes;
  long connections, at_once, size;
  uint64_t octets;
  double seconds, deadline;
} options = {.server_name = "bench.test",
             .connections = 1000,
             .at_once = 32,
             .octets = 64 << 20,
             .deadline = 900};

static struct {
  long ok, failed, resumed, unacknowledged, alert_120, alert_other, closed, reset, accepted;
  uint64_t bytes, beside_bytes;
} result;

static struct {
  uint32_t *microseconds;
  size_t count, room;
} latencies;

static SSL_CTX *tls;
static SSL_SESSION *sessions[SESSIONS];
static unsigned sessions_seen, sessions_used;
static struct {
  unsigned char octets[4096];
  int size;
} hellos[2]; /* the second one is for bulk connections */
static char *scratch;
static struct conn *conns, *queue_first, *queue_last;
static long slots, started, active, waiting;
static bool is_going, is_ending;
static uint64_t begun;
static int epoll;

static uint64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

static void record(uint64_t microseconds) {
  if (latencies.count == latencies.room) {
    latencies.room = latencies.room ? latencies.room * 2 : 1 << 16;
    latencies.microseconds =
        realloc(latencies.microseconds, latencies.room * sizeof *latencies.microseconds);
  }
  latencies.microseconds[latencies.count++] =
      microseconds > UINT32_MAX ? UINT32_MAX : (uint32_t)microseconds;
}

static int compare(const void *a, const void *b) {
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return (x > y) - (x < y);
}

static uint32_t percentile(double share) {
  if (!latencies.count) return 0;
  size_t i = (size_t)(share * (double)latencies.count);
  return latencies.microseconds[i < latencies.count ? i : latencies.count - 1];
}

/* ---- TLS ---- */

static int remember_session(SSL *ssl, SSL_SESSION *session) {
  (void)ssl;
  unsigned i = sessions_seen++ % SESSIONS;
  SSL_SESSION_free(sessions[i]);
  sessions[i] = session;
  return 1;
}

static SSL *new_ssl(const char *alpn) {
  unsigned char list[256];
  size_t size = strlen(alpn);
  list[0] = (unsigned char)size;
  memcpy(list + 1, alpn, size);
  SSL *ssl = SSL_new(tls);
  SSL_set_alpn_protos(ssl, list, (unsigned)size + 1);
  SSL_set_tlsext_host_name(ssl, options.server_name);
  SSL_set_connect_state(ssl);
  return ssl;
}

static const char *alpn_of(const struct conn *c) {
  if (options.alpn) return options.alpn;
  if (!c->is_bulk) return "echo";
  return (options.mode == BULK ? options.is_up : options.is_beside_up) ? "sink" : "source";
}

static void prepare_tls(void) {
  tls = SSL_CTX_new(TLS_client_method());
  SSL_CTX_set_min_proto_version(tls, TLS1_3_VERSION);
  SSL_CTX_set_ciphersuites(tls, "TLS_AES_128_GCM_SHA256");
  SSL_CTX_set1_groups_list(tls, "X25519");
  SSL_CTX_set_verify(tls, SSL_VERIFY_NONE, NULL);
  SSL_CTX_clear_options(tls, SSL_OP_ENABLE_MIDDLEBOX_COMPAT);
  SSL_CTX_set_mode(tls, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  if (options.mode == IDLE) SSL_CTX_set_mode(tls, SSL_MODE_RELEASE_BUFFERS);
  if (options.mode == BULK && !options.is_up) { /* several records per read */
    SSL_CTX_set_read_ahead(tls, 1);
    SSL_CTX_set_default_read_buffer_len(tls, 128 * 1024);
  }
  SSL_CTX_set_session_cache_mode(
      tls, options.resumes ? SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL : SSL_SESS_CACHE_OFF);
  SSL_CTX_sess_set_new_cb(tls, remember_session);
}

/* The ClientHello that OpenSSL would send for the service of this connection. */
static void prepare_hello(const struct conn *c) {
  SSL *ssl = new_ssl(alpn_of(c));
  SSL_set_bio(ssl, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
  SSL_do_handshake(ssl);
  hellos[c->is_bulk].size =
      BIO_read(SSL_get_wbio(ssl), hellos[c->is_bulk].octets, sizeof hellos[0].octets);
  SSL_free(ssl);
}

/* Resumption needs tickets first: a few blocking connections collect them. */
static void collect_tickets(void) {
  for (int i = 0; i < PRIMERS; i++) {
    int fd = wire_dial(options.port, 0);
    struct timeval patience = {.tv_sec = 1};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    fcntl(fd, F_SETFL, 0);
    struct wire wire = {.fd = fd, .ssl = new_ssl("echo")};
    SSL_set_fd(wire.ssl, fd);
    /* The tickets come with, or before, the first answer. */
    char answer[LENGTH];
    if (SSL_connect(wire.ssl) == 1 && SSL_write(wire.ssl, "tickets?", LENGTH) == LENGTH)
      SSL_read(wire.ssl, answer, LENGTH);
    wire_close(&wire, 1);
  }
}

/* ---- one connection ---- */

static void enqueue(struct conn *c) {
  if (c->is_queued) return;
  c->is_queued = true;
  c->next = NULL;
  if (queue_last) queue_last->next = c;
  else queue_first = c;
  queue_last = c;
}

static bool may_start(void) { return !is_ending && started < options.connections; }

static void start(struct conn *c) {
  started++;
  c->since = now();
  int port = c->is_bulk && options.has_beside ? options.beside_port : options.port;
  c->wire = (struct wire){.fd = wire_dial(port, c->source)};
  if (c->wire.fd < 0) {
    result.failed++;
    enqueue(c); /* the slot's next connection may succeed */
    return;
  }
  active++;
  c->state = CONNECTING;
  struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, .data.ptr = c};
  epoll_ctl(epoll, EPOLL_CTL_ADD, c->wire.fd, &event);
}

static enum progress end(struct conn *c) {
  wire_close(&c->wire, c->state != HANDSHAKING);
  c->state = FREE;
  active--;
  enqueue(c); /* its slot is free for the next one */
  return DONE;
}

static enum progress fail(struct conn *c, const char *what) {
  if (result.failed++ < 3) fprintf(stderr, "generator: %s failed: %s\n", what, strerror(errno));
  return end(c);
}

static void begin_exchange(struct conn *c) {
  if (options.mode == REQUEST) c->since = now();
  c->state = WRITING;
  if (!c->is_bulk) {
    c->to_write = c->to_read = (uint64_t)options.size;
    return;
  }
  for (int i = 0; i < LENGTH; i++)
    c->header[i] = (unsigned char)(options.octets >> (8 * (LENGTH - 1 - i)));
  bool up = options.mode == BULK ? options.is_up : options.is_beside_up;
  c->header_left = LENGTH;
  c->to_write = up ? options.octets : 0;
  c->to_read = up ? LENGTH : options.octets;
}

/* Tells the reader of the output that all connections stand that can. */
static void announce(long open) {
  printf("open %ld failed %ld\n", open, result.failed);
  fflush(stdout);
}

/* Requests begin when all connections stand: handshakes beside them would be what is measured. */
static void established(struct conn *c) {
  if (options.mode != REQUEST || is_going) {
    begin_exchange(c);
    return;
  }
  c->state = HOLDING;
  if (++waiting + result.failed < slots) return;
  is_going = true;
  begun = now();
  announce(waiting);
  for (long i = 0; i < slots; i++) {
    if (conns[i].state != HOLDING) continue;
    begin_exchange(&conns[i]);
    enqueue(&conns[i]);
  }
}

static void begin_tls(struct conn *c) {
  c->wire.ssl = new_ssl(alpn_of(c));
  SSL_set_fd(c->wire.ssl, c->wire.fd);
  if (options.resumes && sessions_seen) {
    unsigned known = sessions_seen < SESSIONS ? sessions_seen : SESSIONS;
    SSL_set_session(c->wire.ssl, sessions[sessions_used++ % known]);
  }
  c->state = HANDSHAKING;
}

static enum progress connecting(struct conn *c) {
  int connected = wire_is_connected(&c->wire);
  if (connected < 0) return fail(c, "connect");
  if (!connected) return WAITS;
  if (!options.is_hello_only) {
    begin_tls(c);
    return GOES_ON;
  }
  int size = hellos[c->is_bulk].size;
  if (send(c->wire.fd, hellos[c->is_bulk].octets, (size_t)size, MSG_NOSIGNAL) != size)
    return fail(c, "ClientHello");
  if (options.mode == REFUSE) c->state = AWAITING_REFUSAL;
  else established(c);
  return GOES_ON;
}

static enum progress refused(struct conn *c, long *counter) {
  (*counter)++;
  result.ok++;
  record(now() - c->since);
  return end(c);
}

/* OpenSSL reports a received alert as a reason of 1000 and its number. */
static long *refusal_in_tls(int ssl_error) {
  int reset = ssl_error == SSL_ERROR_SYSCALL && errno == ECONNRESET;
  for (unsigned long e; (e = ERR_get_error());) {
    int alert = ERR_GET_REASON(e) - SSL_AD_REASON_OFFSET;
    if (ERR_GET_LIB(e) == ERR_LIB_SSL && alert >= 0 && alert < 256)
      return alert == NO_APPLICATION_PROTOCOL ? &result.alert_120 : &result.alert_other;
  }
  return reset ? &result.reset : &result.closed;
}

static bool is_acknowledged(const struct conn *c) {
  const unsigned char *id;
  unsigned size;
  SSL_get0_alpn_selected(c->wire.ssl, &id, &size);
  const char *offered = alpn_of(c);
  return size == strlen(offered) && memcmp(id, offered, size) == 0;
}

static enum progress handshaking(struct conn *c) {
  ERR_clear_error();
  errno = 0;
  int done = SSL_do_handshake(c->wire.ssl);
  if (done != 1) {
    int error = SSL_get_error(c->wire.ssl, done);
    if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE) return WAITS;
    return options.mode == REFUSE ? refused(c, refusal_in_tls(error)) : fail(c, "handshake");
  }
  if (options.mode == REFUSE) return refused(c, &result.accepted);
  if (!is_acknowledged(c)) result.unacknowledged++;
  established(c);
  return GOES_ON;
}

/* In mode hello the refusal is read off the wire: an alert record is 15 03 03 00 02 02 NN. */
static enum progress awaiting_refusal(struct conn *c) {
  unsigned char answer[64];
  ssize_t n = wire_read(&c->wire, answer, sizeof answer);
  if (n == WOULD_BLOCK) return WAITS;
  if (n == ENDED) return refused(c, &result.closed);
  if (n == BROKEN) return refused(c, &result.reset);
  if (n <= ALERT_OFFSET || answer[0] != RECORD_ALERT) return refused(c, &result.accepted);
  bool is_120 = answer[ALERT_OFFSET] == NO_APPLICATION_PROTOCOL;
  return refused(c, is_120 ? &result.alert_120 : &result.alert_other);
}

static enum progress exchanged(struct conn *c) {
  if (c->is_bulk && options.mode == REQUEST) { /* beside the requests: it never ends */
    begin_exchange(c);
    return GOES_ON;
  }
  result.ok++;
  if (!c->is_bulk) record(now() - c->since);
  if (options.mode == CONNECT && c->wire.ssl && SSL_session_reused(c->wire.ssl)) result.resumed++;
  if (options.mode == REQUEST && !is_ending) {
    begin_exchange(c);
    return GOES_ON;
  }
  if (options.mode == IDLE) {
    c->state = HOLDING;
    enqueue(c); /* lets the next one begin */
    return WAITS;
  }
  return end(c);
}

static void count_bulk(const struct conn *c, ssize_t n) {
  if (options.mode == BULK) result.bytes += (uint64_t)n;
  else if (c->is_bulk) result.beside_bytes += (uint64_t)n;
}

static enum progress writing(struct conn *c) {
  if (c->header_left) {
    ssize_t n = wire_write(&c->wire, c->header + LENGTH - c->header_left, c->header_left);
    if (n < 0) return n == WOULD_BLOCK ? WAITS : fail(c, "write");
    c->header_left -= (size_t)n;
    return GOES_ON;
  }
  if (c->to_write) {
    ssize_t n = wire_write(&c->wire, scratch, c->to_write < CHUNK ? c->to_write : CHUNK);
    if (n < 0) return n == WOULD_BLOCK ? WAITS : fail(c, "write");
    c->to_write -= (uint64_t)n;
    count_bulk(c, n);
    return GOES_ON;
  }
  c->state = READING;
  return GOES_ON;
}

static enum progress reading(struct conn *c) {
  uint64_t most = c->to_read < SCRATCH || !c->wire.ssl ? c->to_read : SCRATCH;
  ssize_t n = wire_discard(&c->wire, scratch, most);
  if (n < 0) return n == WOULD_BLOCK ? WAITS : fail(c, n == ENDED ? "read (end of stream)" : "read");
  c->to_read -= (uint64_t)n;
  if (n > LENGTH) count_bulk(c, n);
  return c->to_read ? GOES_ON : exchanged(c);
}

/* An idle connection reads what comes (tickets), and notices its end. */
static enum progress holding(struct conn *c) {
  ssize_t n = wire_read(&c->wire, scratch, SCRATCH);
  if (n == WOULD_BLOCK) return WAITS;
  return n > 0 ? GOES_ON : fail(c, "holding an idle connection");
}

static enum progress step(struct conn *c) {
  switch (c->state) {
    case CONNECTING:
      return connecting(c);
    case HANDSHAKING:
      return handshaking(c);
    case WRITING:
      return writing(c);
    case READING:
      return reading(c);
    case HOLDING:
      return holding(c);
    case AWAITING_REFUSAL:
      return awaiting_refusal(c);
    default:
      return DONE;
  }
}

/* A bulk connection beside requests gets short turns: the requests must not wait for it here. */
static void drive(struct conn *c) {
  int turns = c->is_bulk && options.mode == REQUEST ? TURNS_BESIDE : TURNS;
  enum progress progress = GOES_ON;
  for (int i = 0; i < turns && progress == GOES_ON; i++) progress = step(c);
  if (progress == GOES_ON) enqueue(c);
}

/* ---- the run ---- */

static void take_turns(long *next_slot) {
  struct conn *turn = queue_first;
  queue_first = queue_last = NULL;
  while (turn) {
    struct conn *c = turn;
    turn = c->next;
    c->is_queued = false;
    if (options.mode == IDLE && (c->state == HOLDING || c->state == FREE)) {
      if (*next_slot < slots) start(&conns[(*next_slot)++]);
      if (c->state == HOLDING) drive(c);
    } else if (c->state != FREE) {
      drive(c);
    } else if (may_start() && (options.mode == CONNECT || options.mode == REFUSE)) {
      start(c);
    }
  }
}

/* Waits for the end of the input once all are open. */
static bool is_held(void) {
  static bool is_announced;
  if (options.mode != IDLE || result.ok + result.failed < options.connections) return false;
  if (!is_announced) {
    is_announced = true;
    announce(result.ok);
    fcntl(STDIN_FILENO, F_SETFL, O_NONBLOCK);
  }
  char c;
  return read(STDIN_FILENO, &c, 1) == 0;
}

static bool is_over(void) {
  if (options.mode == IDLE) return is_held();
  if (options.mode == REQUEST && is_ending) return active <= (options.has_beside ? 1 : 0);
  return active == 0 && !may_start();
}

/* Returns whether it ended before the deadline. */
static bool run(void) {
  struct epoll_event events[EVENTS];
  begun = now();
  long next_slot = options.at_once;
  for (long i = 0; i < (options.mode == IDLE ? options.at_once : slots); i++) start(&conns[i]);
  while (!is_over()) {
    double elapsed = (double)(now() - begun) / 1e6;
    if (elapsed > options.deadline) return false;
    if (is_going && elapsed >= options.seconds) is_ending = true;
    int count = epoll_wait(epoll, events, EVENTS, queue_first ? 0 : 20);
    for (int i = 0; i < count; i++) {
      struct conn *c = events[i].data.ptr;
      if (!c->is_queued) drive(c);
    }
    take_turns(&next_slot);
  }
  return true;
}

static void print(double seconds, bool is_complete) {
  qsort(latencies.microseconds, latencies.count, sizeof *latencies.microseconds, compare);
  printf("{\"ok\":%ld,\"failed\":%ld,\"seconds\":%.4f,\"bytes\":%llu,\"beside_bytes\":%llu,"
         "\"p50_us\":%u,\"p99_us\":%u,\"max_us\":%u,\"resumed\":%ld,\"unacknowledged\":%ld,"
         "\"alert_120\":%ld,\"alert_other\":%ld,\"closed\":%ld,\"reset\":%ld,\"accepted\":%ld,"
         "\"complete\":%s}\n",
         result.ok, result.failed, seconds, (unsigned long long)result.bytes,
         (unsigned long long)result.beside_bytes, percentile(.5), percentile(.99), percentile(1),
         result.resumed, result.unacknowledged, result.alert_120, result.alert_other,
         result.closed, result.reset, result.accepted, is_complete ? "true" : "false");
}

static int usage(void) {
  fprintf(stderr,
          "usage: generator connect|request|bulk|idle|refuse --port PORT\n"
          "  [--hello] [--alpn ID] [--server-name NAME] [--connections N] [--at-once N]\n"
          "  connect: [--resume]   request: --seconds S [--beside up|down [--beside-port PORT]]\n"
          "  bulk: --way up|down --octets N (each connection)   [--deadline S]\n");
  return EXIT_USAGE;
}

static bool is_up(const char *way) { return strcmp(way, "up") == 0; }

static bool read_options(int argc, char **argv) {
  static const char *const MODES[] = {"connect", "request", "bulk", "idle", "refuse"};
  static const struct option NAMES[] = {
      {"port", 1, 0, 'p'},        {"hello", 0, 0, 'h'},       {"alpn", 1, 0, 'a'},
      {"server-name", 1, 0, 'n'}, {"connections", 1, 0, 'c'}, {"at-once", 1, 0, 'o'},
      {"resume", 0, 0, 'r'},      {"seconds", 1, 0, 's'},     {"beside", 1, 0, 'b'},
      {"beside-port", 1, 0, 'B'}, {"way", 1, 0, 'w'},         {"octets", 1, 0, 'x'},
      {"deadline", 1, 0, 'd'},    {0, 0, 0, 0}};
  for (int o; (o = getopt_long(argc, argv, "", NAMES, NULL)) != -1;) switch (o) {
      case 'p': options.port = atoi(optarg); break;
      case 'h': options.is_hello_only = true; break;
      case 'a': options.alpn = optarg; break;
      case 'n': options.server_name = optarg; break;
      case 'c': options.connections = atol(optarg); break;
      case 'o': options.at_once = atol(optarg); break;
      case 'r': options.resumes = true; break;
      case 's': options.seconds = atof(optarg); break;
      case 'b': options.has_beside = true; options.is_beside_up = is_up(optarg); break;
      case 'B': options.beside_port = atoi(optarg); break;
      case 'w': options.is_up = is_up(optarg); break;
      case 'x': options.octets = strtoull(optarg, NULL, 10); break;
      case 'd': options.deadline = atof(optarg); break;
      default: return false;
    }
  int mode = 0;
  while (mode < 5 && (optind >= argc || strcmp(argv[optind], MODES[mode]) != 0)) mode++;
  options.mode = (enum mode)mode;
  options.size = mode == REQUEST ? 256 : 64;
  if (!options.beside_port) options.beside_port = options.port;
  return mode < 5 && options.port > 0;
}

static void prepare(void) {
  signal(SIGPIPE, SIG_IGN);
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  epoll = epoll_create1(EPOLL_CLOEXEC);
  scratch = malloc(SCRATCH);
  memset(scratch, 'x', SCRATCH);
  conns = calloc((size_t)slots, sizeof *conns);
  for (long i = 0; i < slots; i++) {
    conns[i].source = (int)(i / PER_SOURCE);
    conns[i].is_bulk = options.mode == BULK;
  }
  prepare_tls();
}

int main(int argc, char **argv) {
  if (!read_options(argc, argv)) return usage();
  bool is_kept = options.mode == REQUEST || options.mode == BULK;
  if (is_kept) options.connections = options.at_once;
  if (options.at_once > options.connections) options.at_once = options.connections;
  slots = options.mode == IDLE ? options.connections : options.at_once;
  if (options.has_beside) slots++;
  prepare();
  if (options.has_beside) conns[slots - 1].is_bulk = true;
  if (options.is_hello_only) {
    prepare_hello(&conns[0]);
    prepare_hello(&conns[slots - 1]);
  }
  if (options.resumes) collect_tickets();
  bool is_complete = run();
  print((double)(now() - begun) / 1e6, is_complete);
  return 0;
}
