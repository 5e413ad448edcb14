#define _GNU_SOURCE
#include "wire.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <sys/socket.h>
#include <unistd.h>

enum { RECORD = 16384, PLAIN_AT_ONCE = 1 << 20 };

static struct sockaddr_in loopback(int host, int port) {
  return (struct sockaddr_in){.sin_family = AF_INET,
                              .sin_port = htons((uint16_t)port),
                              .sin_addr.s_addr = htonl((uint32_t)(INADDR_LOOPBACK + host))};
}

int wire_dial(int port, int source) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return -1;
  int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (source > 0) {
    /* One address has 28,000 ports; with this option bind() leaves the choice to connect(). */
    setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
    struct sockaddr_in from = loopback(source, 0);
    if (bind(fd, (void *)&from, sizeof from) < 0) goto failed;
  }
  struct sockaddr_in to = loopback(0, port);
  if (connect(fd, (void *)&to, sizeof to) == 0 || errno == EINPROGRESS) return fd;
failed:
  close(fd);
  return -1;
}

int wire_is_connected(const struct wire *w) {
  int error = 0;
  socklen_t size = sizeof error;
  getsockopt(w->fd, SOL_SOCKET, SO_ERROR, &error, &size);
  if (error) {
    errno = error;
    return -1;
  }
  struct sockaddr_storage peer;
  socklen_t peer_size = sizeof peer;
  return getpeername(w->fd, (void *)&peer, &peer_size) == 0;
}

static ssize_t tls_result(struct wire *w, int result) {
  if (result > 0) return result;
  switch (SSL_get_error(w->ssl, result)) {
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE:
      return WOULD_BLOCK;
    case SSL_ERROR_ZERO_RETURN:
      return ENDED;
    default:
      return BROKEN;
  }
}

static ssize_t plain_result(ssize_t result) {
  if (result > 0) return result;
  if (result == 0) return ENDED;
  return errno == EAGAIN ? WOULD_BLOCK : BROKEN;
}

ssize_t wire_read(struct wire *w, void *to, size_t most) {
  if (!w->ssl) return plain_result(recv(w->fd, to, most, 0));
  ERR_clear_error();
  return tls_result(w, SSL_read(w->ssl, to, (int)most));
}

ssize_t wire_discard(struct wire *w, void *scratch, size_t most) {
  if (w->ssl) return wire_read(w, scratch, most);
  return plain_result(recv(w->fd, scratch, most > PLAIN_AT_ONCE ? PLAIN_AT_ONCE : most, MSG_TRUNC));
}

ssize_t wire_write(struct wire *w, const void *from, size_t size) {
  if (!w->ssl) return plain_result(send(w->fd, from, size, MSG_NOSIGNAL));
  ERR_clear_error();
  return tls_result(w, SSL_write(w->ssl, from, (int)(size > RECORD ? RECORD : size)));
}

void wire_close(struct wire *w, int say_goodbye) {
  if (w->ssl) {
    ERR_clear_error();
    if (say_goodbye) SSL_shutdown(w->ssl);
    SSL_free(w->ssl);
    w->ssl = NULL;
  }
  close(w->fd);
  w->fd = -1;
}
