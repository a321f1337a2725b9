// fanload - one single-threaded epoll load generator for publish/subscribe fan-out over
// raw WebSocket, MQTT (TCP / WS), NATS (TCP / WS), socket.io (engine.io v4 websocket).
// Publisher and subscriber connections in the same process => one monotonic clock. Only ever against 127.0.0.0/8.
// Build: cc -O2 -march=native -o fanload fanload.c
//
// --window W  closed loop, at most W messages on their way; --rate R  open loop, latency counts from the intended moment
// --pairs     message k goes from publisher k % P to subscriber k % P alone, instead of to all
// --ask T     message k goes from subscriber k % N, which also waits for its end; @KEY@ is line i of --keys, @SEQ@ a number, @DATA@
//             the payload. Publishers answer what carries "command":"..." with --answer T, frames split by TAB, @COMMAND@ the id.
//             Only frames that carry --mark M count as deliveries.
// --hold S    opens the connections, says so, and keeps them for S seconds; --save-first F writes each publisher's first frame
// --ping S    each connection sends --ping-msg every S seconds while held, spread evenly
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum proto { P_WS, P_MQTT, P_MQTTWS, P_NATS, P_NATSWS, P_SIO };
enum st { S_NEW, S_TCP, S_HTTP, S_PROTO, S_SUB, S_READY, S_DEAD };

struct conn {
  int fd, idx;
  uint8_t st, is_pub, frames_seen;
  uint32_t partlen, partcap, innlen, inncap;
  uint8_t *part, *inn;       // incomplete outer frame / incomplete inner packet
  uint64_t next_seq;
  uint64_t rx;
};

// ---- options
static enum proto proto = P_WS;
static const char *proto_name = "ws", *host = "127.0.0.1", *topic = "dev1";
static const char *sub_path = "/sub/dev1", *pub_path = "/pub/dev1", *sub_msg = NULL, *pub_msg = NULL, *pub_tmpl = NULL;
static const char *label = "-";
static char **sub_lines, **pub_lines; static int n_sub_lines, n_pub_lines; // --sub-msgs/--pub-msgs: line i for connection i, frames split by TAB
static int pm_seq_off = -1;                                                // where @SEQ@ of --pub-tmpl stands in pubmsg
static int port = 8080, nsubs = 100, nsrc = 1, size = 200, window = 64, ready_frames = 0, pub_ready_frames = 0;
static double rate = 0, warm_s = 3, dur_s = 5, hold_s = 0, settle_s = 0.3;
static int spin = 1, deflate = 0, server_pid = 0, connect_par = 64, quiet = 0, verify = 1;
static long max_msgs = 0;
static int npubs = 1, pairs = 0;
static const char *ask = NULL, *answer = NULL, *mark = NULL, *save_first = NULL, *ping_msg = "{\"type\":\"ping\"}";
static double ping_s = 0;
static char **keys; static int n_keys;
static FILE *firsts;
static uint64_t acked = 0, unmarked = 0, answered = 0;

static int ep;
static struct conn *conns; // [0..npubs-1] = publishers, then nsubs subscribers
static int n_ready = 0, n_opened = 0, n_connecting = 0, n_dead = 0;
static uint64_t delivered = 0, accounted = 0, sent = 0, gaps = 0, ooo = 0, rx_bytes = 0, rx_reads = 0, unparsed = 0;
static uint64_t stalls = 0;
static int measuring = 0;
static uint64_t now_ns_cached;

static inline uint64_t now_ns(void) {
  struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000ull + t.tv_nsec;
}
static void die(const char *m) { fprintf(stderr, "fanload: %s: %s\n", m, strerror(errno)); exit(2); }

// ---- HDR-style log-linear histogram, 128 sub-buckets per octave (<0.8% error)
#define SUBB 7
static uint64_t hist[(64 - SUBB) << SUBB], hcount, hmax, hsum;
static inline void hrec(uint64_t v) {
  if (v > hmax) hmax = v;
  hsum += v; hcount++;
  int e = v < (1u << SUBB) ? 0 : 63 - __builtin_clzll(v) - (SUBB - 1);
  uint32_t i = e == 0 ? (uint32_t)v : ((uint32_t)(e) << SUBB) + (uint32_t)((v >> e) & ((1 << SUBB) - 1));
  hist[i]++;
}
static double hpct(double p) {
  if (!hcount) return 0;
  uint64_t want = (uint64_t)(p / 100.0 * hcount), c = 0; if (want >= hcount) want = hcount - 1;
  for (uint32_t i = 0; i < sizeof hist / sizeof *hist; i++) {
    c += hist[i];
    if (c > want) { uint32_t e = i >> SUBB; uint64_t m = i & ((1 << SUBB) - 1); return e == 0 ? m : (double)(m << e); }
  }
  return hmax;
}

// ---- payload.  "ts" = 16 digits: 1e15 + CLOCK_MONOTONIC in 100 ns units (valid JSON, < 2^53); "seq" = 10 digits: 1e9 + n
#define TSW 16
#define TSB 1000000000000000ull
#define SQB 1000000000ull
static char payload[1 << 20]; static int plen, ts_off, seq_off;
static char pubmsg[1 << 20]; static int pmlen, pm_data_off; // wrapped payload
static char **read_lines(const char *file, int *n) {
  FILE *f = fopen(file, "r"); if (!f) die(file);
  char **v = NULL, *l = NULL; size_t cap = 0; ssize_t k; *n = 0;
  while ((k = getline(&l, &cap, f)) > 0) { if (l[k - 1] == '\n') l[k - 1] = 0; v = realloc(v, (*n + 1) * sizeof *v); v[(*n)++] = strdup(l); }
  free(l); fclose(f); if (!*n) { fprintf(stderr, "%s is empty\n", file); exit(2); }
  return v;
}
static void build_payload(void) {
  int n = sprintf(payload, "{\"ts\":%016d,\"seq\":%010d,\"deviceId\":\"device-000001\",\"type\":\"state\",\"properties\":{\"temperature\":21.53,\"humidity\":48.2,\"online\":true,\"mode\":\"auto\",\"pad\":\"", 0, 0);
  ts_off = 6; seq_off = 6 + TSW + 7;
  while (n < size - 3) payload[n++] = 'x';
  n += sprintf(payload + n, "\"}}");
  plen = n;
  if (pub_tmpl) {
    static char tmpl[4096]; const char *sq = strstr(pub_tmpl, "@SEQ@");
    if (sq) { snprintf(tmpl, sizeof tmpl, "%.*s1000000000%s", (int)(sq - pub_tmpl), pub_tmpl, sq + 5); pm_seq_off = sq - pub_tmpl; pub_tmpl = tmpl; }
    const char *d = strstr(pub_tmpl, "@DATA@");
    if (sq && d && d < pub_tmpl + pm_seq_off) { fprintf(stderr, "--pub-tmpl: @SEQ@ must stand before @DATA@\n"); exit(2); }
    if (!d) { fprintf(stderr, "--pub-tmpl needs @DATA@\n"); exit(2); }
    int a = d - pub_tmpl;
    memcpy(pubmsg, pub_tmpl, a); memcpy(pubmsg + a, payload, plen); strcpy(pubmsg + a + plen, d + 6);
    pm_data_off = a; pmlen = a + plen + strlen(d + 6);
  } else { memcpy(pubmsg, payload, plen); pmlen = plen; pm_data_off = 0; }
}
static inline void putdec(char *p, int w, uint64_t v) { for (int i = w - 1; i >= 0; i--) { p[i] = '0' + v % 10; v /= 10; } }
static inline uint64_t getdec(const uint8_t *p, int w) { uint64_t v = 0; for (int i = 0; i < w; i++) v = v * 10 + (p[i] - '0'); return v; }

// ---- output
static uint8_t *obuf; static size_t olen, ocap, ooff; // publisher output queue
static void osend(const void *p, size_t n) {
  if (olen + n > ocap) {
    if (ooff) { memmove(obuf, obuf + ooff, olen - ooff); olen -= ooff; ooff = 0; }
    while (olen + n > ocap) { ocap = ocap ? ocap * 2 : 1 << 20; obuf = realloc(obuf, ocap); }
  }
  memcpy(obuf + olen, p, n); olen += n;
}
static int epout_on = 0;
static void kill_conn(struct conn *c, const char *why) {
  if (c->st == S_DEAD) return;
  if (!quiet && n_dead < 5) fprintf(stderr, "fanload: conn %d (%s) dead: %s\n", c->idx, c->is_pub ? "pub" : "sub", why);
  if (c->st == S_READY) n_ready--; else n_connecting--;
  c->st = S_DEAD; n_dead++; close(c->fd); c->fd = -1;
}
static void oflush(void) {
  struct conn *c = &conns[0];
  if (c->st == S_DEAD) return;
  while (ooff < olen) {
    ssize_t r = send(c->fd, obuf + ooff, olen - ooff, MSG_NOSIGNAL);
    if (r < 0) { if (errno == EAGAIN) break; kill_conn(c, strerror(errno)); return; }
    ooff += r;
  }
  if (ooff == olen) ooff = olen = 0;
  int want = olen > 0;
  if (want != epout_on) {
    struct epoll_event ev = {.events = EPOLLIN | (want ? EPOLLOUT : 0), .data.ptr = c};
    epoll_ctl(ep, EPOLL_CTL_MOD, c->fd, &ev); epout_on = want;
  }
}
static void csend(struct conn *c, const void *p, size_t n) { // small control sends
  if (c->is_pub && c->st == S_READY && npubs == 1) { osend(p, n); oflush(); return; }
  ssize_t r = send(c->fd, p, n, MSG_NOSIGNAL);
  if (r != (ssize_t)n) kill_conn(c, "short control send");
}
static size_t ws_hdr(uint8_t *h, int op, size_t n) { // masked with key 0 => no payload change
  size_t k = 0; h[k++] = 0x80 | op;
  if (n < 126) h[k++] = 0x80 | n;
  else if (n < 65536) { h[k++] = 0x80 | 126; h[k++] = n >> 8; h[k++] = n; }
  else { h[k++] = 0x80 | 127; for (int i = 7; i >= 0; i--) h[k++] = n >> (8 * i); }
  h[k++] = 0; h[k++] = 0; h[k++] = 0; h[k++] = 0;
  return k;
}
static void ws_send(struct conn *c, int op, const void *p, size_t n) {
  uint8_t b[70000]; if (n > 65000) exit(3);
  size_t k = ws_hdr(b, op, n); memcpy(b + k, p, n); csend(c, b, k + n);
}
static bool is_ws(void) { return proto == P_WS || proto == P_MQTTWS || proto == P_NATSWS || proto == P_SIO; }
static void inner_send(struct conn *c, const void *p, size_t n) { if (is_ws()) ws_send(c, 2, p, n); else csend(c, p, n); }

// publisher wire message, prebuilt; patched with ts/seq then queued
static uint8_t wire[1 << 20]; static size_t wlen, w_data; static int w_seq = -1;
static void build_wire(void) {
  uint8_t in[1 << 20]; size_t n = 0, d = 0;
  if (proto == P_MQTT || proto == P_MQTTWS) {
    size_t tl = strlen(topic), rem = 2 + tl + pmlen; in[n++] = 0x30;
    do { uint8_t b = rem % 128; rem /= 128; in[n++] = b | (rem ? 0x80 : 0); } while (rem);
    in[n++] = tl >> 8; in[n++] = tl; memcpy(in + n, topic, tl); n += tl; d = n; memcpy(in + n, pubmsg, pmlen); n += pmlen;
  } else if (proto == P_NATS || proto == P_NATSWS) {
    n = sprintf((char *)in, "PUB %s %d\r\n", topic, pmlen); d = n; memcpy(in + n, pubmsg, pmlen); n += pmlen; in[n++] = '\r'; in[n++] = '\n';
  } else if (proto == P_SIO) {
    n = sprintf((char *)in, "42[\"pub\","); d = n; memcpy(in + n, pubmsg, pmlen); n += pmlen; in[n++] = ']';
  } else { memcpy(in, pubmsg, pmlen); n = pmlen; d = 0; }
  if (is_ws()) { size_t k = ws_hdr(wire, (proto == P_MQTTWS || proto == P_NATSWS) ? 2 : 1, n); memcpy(wire + k, in, n); wlen = k + n; w_data = k + d; }
  else { memcpy(wire, in, n); wlen = n; w_data = d; }
  w_seq = pm_seq_off >= 0 ? (int)w_data + pm_seq_off : -1;
  w_data += pm_data_off;
}
static void ask_one(uint64_t ts) {
  struct conn *c = &conns[npubs + sent % nsubs];
  putdec(payload + ts_off, TSW, TSB + ts / 100); putdec(payload + seq_off, 10, SQB + sent);
  static char b[70000]; size_t k = 0;
  for (const char *f = ask; *f;) {
    if (!strncmp(f, "@KEY@", 5)) { const char *key = keys[(c->idx - 1) % n_keys]; size_t l = strlen(key); memcpy(b + k, key, l); k += l; f += 5; }
    else if (!strncmp(f, "@SEQ@", 5)) { putdec(b + k, 10, SQB + sent); k += 10; f += 5; }
    else if (!strncmp(f, "@DATA@", 6)) { memcpy(b + k, payload, plen); k += plen; f += 6; }
    else b[k++] = *f++;
  }
  if (c->st == S_READY) ws_send(c, 1, b, k);
  sent++;
}
static void publish(uint64_t ts) {
  if (ask) { ask_one(ts); return; }
  if (w_seq >= 0) putdec((char *)wire + w_seq, 10, SQB + sent);
  putdec((char *)wire + w_data + ts_off, TSW, TSB + ts / 100); putdec((char *)wire + w_data + seq_off, 10, SQB + sent);
  if (npubs == 1) osend(wire, wlen);
  else { // many publishers: message k goes out on publisher k % npubs, one send() each
    struct conn *c = &conns[sent % npubs];
    if (c->st == S_READY && send(c->fd, wire, wlen, MSG_NOSIGNAL) != (ssize_t)wlen) kill_conn(c, "publisher send");
  }
  sent++;
}

// ---- delivery
static inline bool one_each(void) { return pairs || ask; } // each message is for one subscriber
static uint32_t mk_cache = 0;
static void ws_send(struct conn *c, int op, const void *p, size_t n);
static void on_ack(struct conn *c, const uint8_t *p, size_t n) { // seq counts all publishers' messages: this one sends every P-th
  const uint8_t *q = memmem(p, n, "\"type\":\"ack\",\"seq\":", 19);
  if (!q) return;
  uint64_t s = getdec(q + 19, 10);
  if (s < SQB) return;
  s -= SQB;
  acked += c->next_seq ? (s - (c->next_seq - 1)) / npubs : s / npubs + 1;
  c->next_seq = s + 1;
}
static void on_command(struct conn *c, const uint8_t *p, size_t n) {
  const uint8_t *q = memmem(p, n, "\"command\":\"", 11), *e;
  if (!q || !(e = memchr(q + 11, '"', p + n - q - 11))) return;
  int idl = e - q - 11; char b[4096];
  for (const char *f = answer; *f && c->st != S_DEAD;) {
    int fl = strcspn(f, "\t"); const char *at = strstr(f, "@COMMAND@"); int k;
    if (at && at < f + fl) k = snprintf(b, sizeof b, "%.*s%.*s%.*s", (int)(at - f), f, idl, (const char *)q + 11, (int)(f + fl - at - 9), at + 9);
    else k = snprintf(b, sizeof b, "%.*s", fl, f);
    ws_send(c, 1, b, k); f += fl; if (*f) f++;
  }
  answered++;
}
static void on_payload(struct conn *c, const uint8_t *p, size_t n) {
  if (c->is_pub) { if (answer) on_command(c, p, n); else if (pm_seq_off >= 0) on_ack(c, p, n); return; }
  if (mark && !memmem(p, n, mark, strlen(mark))) { unmarked++; return; }
  if (deflate) { delivered++; accounted++; c->rx++; return; }
  const uint8_t *q;
  if (n >= mk_cache + 5 + TSW && !memcmp(p + mk_cache, "\"ts\":", 5)) q = p + mk_cache;
  else { q = memmem(p, n < 2048 ? n : 2048, "\"ts\":", 5); if (!q || q + 5 + TSW > p + n) { unparsed++; return; } mk_cache = q - p; }
  uint64_t ts = (getdec(q + 5, TSW) - TSB) * 100;
  delivered++; c->rx++;
  if (measuring) hrec(now_ns_cached > ts ? now_ns_cached - ts : 0);
  const uint8_t *z = q + 5 + TSW;
  if (verify && z + 7 + 10 <= p + n && z[0] == ',' && z[2] == 's') {
    uint64_t s = getdec(z + 7, 10) - SQB;
    uint64_t step = one_each() ? (uint64_t)(ask ? nsubs : npubs) : 1;
    if (step > 1 && !c->next_seq) c->next_seq = c->is_pub ? 0 : c->idx - 1;
    if (s == c->next_seq) { c->next_seq = s + step; accounted++; }
    else if (s > c->next_seq) { uint64_t g = (s - c->next_seq) / step; gaps += g; accounted += g + 1; c->next_seq = s + step; }
    else ooo++;
  } else accounted++;
}
static void became_ready(struct conn *c) { if (c->st != S_READY) { c->st = S_READY; n_ready++; n_connecting--; } }
static void mqtt_connect(struct conn *c) {
  uint8_t b[128]; char id[40]; int il = sprintf(id, "fl%d-%c%d", getpid(), c->is_pub ? 'p' : 's', c->idx); int n = 0;
  b[n++] = 0x10; b[n++] = 10 + 2 + il; memcpy(b + n, "\0\4MQTT\4\2\0\0", 10); n += 10; b[n++] = 0; b[n++] = il; memcpy(b + n, id, il); n += il;
  inner_send(c, b, n); c->st = S_PROTO;
}
static void nats_connect(struct conn *c) {
  char b[512]; int n = sprintf(b, "CONNECT {\"verbose\":false,\"pedantic\":false,\"echo\":false,\"lang\":\"c\",\"version\":\"1\",\"protocol\":0,\"headers\":false}\r\n");
  if (!c->is_pub) n += sprintf(b + n, "SUB %s 1\r\n", topic);
  n += sprintf(b + n, "PING\r\n"); c->st = S_SUB; inner_send(c, b, n);
}
// inner protocols: return bytes consumed
static size_t mqtt_parse(struct conn *c, const uint8_t *p, size_t n) {
  size_t o = 0;
  while (n - o >= 2) {
    size_t i = o + 1, rem = 0, sh = 0; int ok = 0;
    while (i < n && i < o + 5) { uint8_t b = p[i++]; rem |= (size_t)(b & 127) << sh; sh += 7; if (!(b & 128)) { ok = 1; break; } }
    if (!ok || n - i < rem) break;
    const uint8_t *v = p + i;
    switch (p[o] >> 4) {
      case 3: { size_t tl = v[0] << 8 | v[1], h = 2 + tl + ((p[o] & 6) ? 2 : 0); on_payload(c, v + h, rem - h); break; }
      case 2: if (v[1]) kill_conn(c, "CONNACK refused");
        else if (c->is_pub) became_ready(c);
        else { uint8_t b[300]; size_t tl = strlen(topic); int k = 0; b[k++] = 0x82; b[k++] = 2 + 2 + tl + 1; b[k++] = 0; b[k++] = 1; b[k++] = tl >> 8; b[k++] = tl; memcpy(b + k, topic, tl); k += tl; b[k++] = 0; c->st = S_SUB; inner_send(c, b, k); }
        break;
      case 9: became_ready(c); break;
    }
    o = i + rem; if (c->st == S_DEAD) return n;
  }
  return o;
}
static size_t nats_parse(struct conn *c, const uint8_t *p, size_t n) {
  size_t o = 0;
  while (o < n) {
    const uint8_t *e = memchr(p + o, '\n', n - o > 4096 ? 4096 : n - o);
    if (!e) break;
    const uint8_t *l = p + o; size_t ll = e - l; // includes \r
    if (l[0] == 'M') { // MSG subj sid len
      size_t k = ll - 1; while (k && l[k - 1] >= '0' && l[k - 1] <= '9') k--;
      size_t sz = getdec(l + k, ll - 1 - k);
      size_t tot = ll + 1 + sz + 2; if (n - o < tot) break;
      on_payload(c, e + 1, sz); o += tot; continue;
    }
    if (l[0] == 'I') { if (c->st == S_PROTO) nats_connect(c); }
    else if (l[0] == 'P' && l[1] == 'I') inner_send(c, "PONG\r\n", 6);
    else if (l[0] == 'P' && l[1] == 'O') became_ready(c);
    else if (l[0] == '-') { char m[200]; snprintf(m, sizeof m, "%.*s", (int)(ll < 150 ? ll : 150), l); kill_conn(c, m); return n; }
    o += ll + 1; if (c->st == S_DEAD) return n;
  }
  return o;
}
static size_t inner_parse(struct conn *c, const uint8_t *p, size_t n) { return (proto == P_MQTT || proto == P_MQTTWS) ? mqtt_parse(c, p, n) : nats_parse(c, p, n); }
static void keep(uint8_t **b, uint32_t *len, uint32_t *cap, const uint8_t *p, size_t n) {
  if (n > *cap) { *cap = n + 512; *b = realloc(*b, *cap); }
  memmove(*b, p, n); *len = n;
}
static void inner_stream(struct conn *c, const uint8_t *p, size_t n) {
  if (!c->innlen) { size_t u = inner_parse(c, p, n); if (u < n) keep(&c->inn, &c->innlen, &c->inncap, p + u, n - u); return; }
  if (c->innlen + n > c->inncap) { c->inncap = c->innlen + n + 512; c->inn = realloc(c->inn, c->inncap); }
  memcpy(c->inn + c->innlen, p, n); c->innlen += n;
  size_t u = inner_parse(c, c->inn, c->innlen);
  memmove(c->inn, c->inn + u, c->innlen - u); c->innlen -= u;
}
static void after_http(struct conn *c) {
  switch (proto) {
    case P_WS: { const char *m = c->is_pub ? pub_msg : sub_msg;
      char **lines = c->is_pub ? pub_lines : sub_lines; int nl = c->is_pub ? n_pub_lines : n_sub_lines;
      if (lines) for (const char *f = lines[(c->is_pub ? c->idx : c->idx - 1) % nl]; *f && c->st != S_DEAD;) { size_t k = strcspn(f, "\t"); ws_send(c, 1, f, k); f += k; if (*f) f++; }
      else if (m) {
        char b[4096]; char num[20]; sprintf(num, "%d", c->idx); const char *at = strstr(m, "@I@");
        if (at) snprintf(b, sizeof b, "%.*s%s%s", (int)(at - m), m, num, at + 3); else snprintf(b, sizeof b, "%s", m);
        ws_send(c, 1, b, strlen(b)); }
      if (c->st == S_DEAD) return;
      if ((c->is_pub ? pub_ready_frames : ready_frames) == 0) became_ready(c); else c->st = S_SUB; break; }
    case P_MQTTWS: mqtt_connect(c); break;
    default: c->st = S_PROTO; // nats: wait INFO; sio: wait open
  }
}
static void ws_frame(struct conn *c, int op, const uint8_t *p, size_t n) {
  if (op == 9) { ws_send(c, 10, p, n); return; }
  if (op == 8) { char m[100]; snprintf(m, sizeof m, "ws close %d %.*s", n >= 2 ? p[0] << 8 | p[1] : 0, (int)(n > 2 ? (n - 2 < 60 ? n - 2 : 60) : 0), p + 2); kill_conn(c, m); return; }
  if (op == 10) return;
  if (proto == P_WS) {
    if (c->st == S_SUB && c->is_pub && firsts && !c->frames_seen) fprintf(firsts, "%d\t%.*s\n", c->idx, (int)n, (const char *)p);
    if (c->st == S_SUB) { if (++c->frames_seen >= (c->is_pub ? pub_ready_frames : ready_frames)) became_ready(c); return; }
    on_payload(c, p, n); return;
  }
  if (proto == P_SIO) {
    if (n < 1) return;
    if (p[0] == '4' && n > 1 && p[1] == '2') { on_payload(c, p, n); return; }
    if (p[0] == '0') { ws_send(c, 1, "40", 2); c->st = S_SUB; return; }
    if (p[0] == '2') { ws_send(c, 1, "3", 1); return; }
    if (p[0] == '4' && n > 1 && p[1] == '0') { became_ready(c); return; }
    return;
  }
  inner_stream(c, p, n);
}
// returns consumed
static size_t consume(struct conn *c, const uint8_t *p, size_t n) {
  size_t o = 0;
  if (c->st == S_HTTP) {
    const uint8_t *e = memmem(p, n, "\r\n\r\n", 4); if (!e) return 0;
    if (n < 12 || memcmp(p + 9, "101", 3)) { char m[64]; snprintf(m, sizeof m, "HTTP %.*s", 30, p); kill_conn(c, m); return n; }
    if (deflate && !memmem(p, e - p, "permessage-deflate", 18)) { kill_conn(c, "server did not accept permessage-deflate"); return n; }
    o = e + 4 - p; after_http(c); if (c->st == S_DEAD) return n;
  }
  if (!is_ws()) return o + inner_parse(c, p + o, n - o);
  while (n - o >= 2) {
    size_t h = 2, l = p[o + 1] & 127;
    if (l == 126) { if (n - o < 4) break; l = p[o + 2] << 8 | p[o + 3]; h = 4; }
    else if (l == 127) { if (n - o < 10) break; l = 0; for (int i = 0; i < 8; i++) l = l << 8 | p[o + 2 + i]; h = 10; }
    if (n - o < h + l) break;
    ws_frame(c, p[o] & 15, p + o + h, l);
    o += h + l; if (c->st == S_DEAD) return n;
  }
  return o;
}
static uint8_t rbuf[1 << 20];
#define RCHUNK (256 << 10)
static void on_readable(struct conn *c) {
  size_t pl = c->partlen; if (pl) memcpy(rbuf, c->part, pl);
  ssize_t r = recv(c->fd, rbuf + pl, RCHUNK, 0);
  if (r <= 0) { if (r < 0 && errno == EAGAIN) return; kill_conn(c, r == 0 ? "EOF" : strerror(errno)); return; }
  rx_bytes += r; rx_reads++;
  size_t n = pl + r, u = consume(c, rbuf, n);
  if (c->st == S_DEAD) return;
  if (u < n) keep(&c->part, &c->partlen, &c->partcap, rbuf + u, n - u); else c->partlen = 0;
}
static void on_connected(struct conn *c) {
  int e = 0; socklen_t l = sizeof e; getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &e, &l);
  if (e) { kill_conn(c, strerror(e)); return; }
  struct epoll_event ev = {.events = EPOLLIN, .data.ptr = c}; epoll_ctl(ep, EPOLL_CTL_MOD, c->fd, &ev);
  if (is_ws()) {
    char b[1024]; const char *path = c->is_pub ? pub_path : sub_path;
    char spath[256];
    if (proto == P_MQTTWS) path = "/mqtt"; else if (proto == P_NATSWS) path = "/";
    else if (proto == P_SIO) { snprintf(spath, sizeof spath, "/socket.io/?EIO=4&transport=websocket&role=%s", c->is_pub ? "pub" : "sub"); path = spath; }
    char pb[512]; const char *at = strstr(path, "@I@");
    if (at) { snprintf(pb, sizeof pb, "%.*s%d%s", (int)(at - path), path, c->idx, at + 3); path = pb; }
    int n = snprintf(b, sizeof b, "GET %s HTTP/1.1\r\nHost: %s:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n%s%s\r\n", path, host, port,
      proto == P_MQTTWS ? "Sec-WebSocket-Protocol: mqtt\r\n" : "", deflate ? "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n" : "");
    c->st = S_HTTP; csend(c, b, n);
  } else if (proto == P_MQTT) mqtt_connect(c);
  else c->st = S_PROTO;
}
static void open_conn(int i) {
  struct conn *c = &conns[i]; c->is_pub = i < npubs; c->idx = c->is_pub ? i : i - npubs + 1; c->st = S_TCP;
  c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0); if (c->fd < 0) die("socket");
  int one = 1; setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  if (nsrc > 1) {
    setsockopt(c->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
    struct sockaddr_in s = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(0x7f000002 + i % nsrc)};
    if (bind(c->fd, (void *)&s, sizeof s)) die("bind");
  }
  struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port)}; inet_pton(AF_INET, host, &a.sin_addr);
  if ((ntohl(a.sin_addr.s_addr) >> 24) != 127) { fprintf(stderr, "only 127.0.0.0/8 allowed\n"); exit(2); }
  int r = connect(c->fd, (void *)&a, sizeof a);
  n_connecting++; n_opened++;
  if (r < 0 && errno != EINPROGRESS) { kill_conn(c, strerror(errno)); return; }
  struct epoll_event ev = {.events = EPOLLOUT, .data.ptr = c}; epoll_ctl(ep, EPOLL_CTL_ADD, c->fd, &ev);
}
static struct epoll_event evs[2048];
static int poll_once(int timeout_ms) {
  int n = epoll_wait(ep, evs, 2048, timeout_ms);
  if (n > 0) {
    now_ns_cached = now_ns();
    for (int i = 0; i < n; i++) {
      struct conn *c = evs[i].data.ptr;
      if (c->st == S_DEAD) continue;
      if (c->st == S_TCP) { on_connected(c); continue; }
      if (evs[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) { if ((i & 63) == 63) now_ns_cached = now_ns(); on_readable(c); }
      if (c->st != S_DEAD && (evs[i].events & EPOLLOUT) && c->is_pub && npubs == 1) oflush();
    }
  }
  return n;
}
static double proc_cpu(int pid) { // seconds utime+stime
  if (!pid) return 0; char f[64], b[2048]; sprintf(f, "/proc/%d/stat", pid); FILE *h = fopen(f, "r"); if (!h) return 0;
  size_t n = fread(b, 1, sizeof b - 1, h); fclose(h); b[n] = 0; char *p = strrchr(b, ')'); if (!p) return 0;
  unsigned long u = 0, s = 0; sscanf(p + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &u, &s);
  return (u + s) / (double)sysconf(_SC_CLK_TCK);
}
static long proc_rss_kb(int pid) {
  if (!pid) return 0; char f[64], l[256]; sprintf(f, "/proc/%d/status", pid); FILE *h = fopen(f, "r"); if (!h) return 0; long v = 0;
  while (fgets(l, sizeof l, h)) if (sscanf(l, "VmRSS: %ld", &v) == 1) break; fclose(h); return v;
}
// CPU that neither the server nor this generator used (other processes on the shared machine), in cores
static double busy_cores_s(void) { FILE *h = fopen("/proc/stat", "r"); unsigned long v[8] = {0}; if (fscanf(h, "cpu %lu %lu %lu %lu %lu %lu %lu %lu", v, v + 1, v + 2, v + 3, v + 4, v + 5, v + 6, v + 7) < 8) {} fclose(h); return (v[0] + v[1] + v[2] + v[5] + v[6]) / (double)sysconf(_SC_CLK_TCK); }
static void steal(double *st, double *tot) { FILE *h = fopen("/proc/stat", "r"); unsigned long v[10] = {0}; if (fscanf(h, "cpu %lu %lu %lu %lu %lu %lu %lu %lu", v, v + 1, v + 2, v + 3, v + 4, v + 5, v + 6, v + 7) < 8) {} fclose(h); *st = v[7]; *tot = 0; for (int i = 0; i < 8; i++) *tot += v[i]; }
static double self_cpu(void) { struct rusage r; getrusage(RUSAGE_SELF, &r); return r.ru_utime.tv_sec + r.ru_stime.tv_sec + (r.ru_utime.tv_usec + r.ru_stime.tv_usec) / 1e6; }
static volatile sig_atomic_t stop_sig; static void onsig(int s) { stop_sig = 1; }

int main(int argc, char **argv) {
  for (int i = 1; i < argc; i++) {
    char *k = argv[i], *v = i + 1 < argc ? argv[i + 1] : NULL;
#define OPT(nm) (!strcmp(k, nm) && v && ++i)
    if (OPT("--proto")) { proto_name = v; const char *n[] = {"ws", "mqtt", "mqttws", "nats", "natsws", "sio"}; int f = -1; for (int j = 0; j < 6; j++) if (!strcmp(v, n[j])) f = j; if (f < 0) { fprintf(stderr, "bad proto\n"); return 2; } proto = f; }
    else if (OPT("--host")) host = v; else if (OPT("--port")) port = atoi(v); else if (OPT("--subs")) nsubs = atoi(v); else if (OPT("--pubs")) npubs = atoi(v);
    else if (OPT("--src")) nsrc = atoi(v); else if (OPT("--size")) size = atoi(v); else if (OPT("--window")) window = atoi(v);
    else if (OPT("--rate")) rate = atof(v); else if (OPT("--warm")) warm_s = atof(v); else if (OPT("--dur")) dur_s = atof(v);
    else if (OPT("--msgs")) max_msgs = atol(v);
    else if (OPT("--hold")) hold_s = atof(v); else if (OPT("--settle")) settle_s = atof(v); else if (OPT("--topic")) topic = v;
    else if (OPT("--sub-path")) sub_path = v; else if (OPT("--pub-path")) pub_path = v; else if (OPT("--sub-msg")) sub_msg = v; else if (OPT("--pub-msg")) pub_msg = v;
    else if (OPT("--sub-msgs")) sub_lines = read_lines(v, &n_sub_lines); else if (OPT("--pub-msgs")) pub_lines = read_lines(v, &n_pub_lines);
    else if (OPT("--pub-tmpl")) pub_tmpl = v; else if (OPT("--ready-frames")) ready_frames = atoi(v); else if (OPT("--pub-ready-frames")) pub_ready_frames = atoi(v);
    else if (OPT("--server-pid")) server_pid = atoi(v); else if (OPT("--spin")) spin = atoi(v); else if (OPT("--deflate")) deflate = atoi(v);
    else if (!strcmp(k, "--pairs")) pairs = 1;
    else if (OPT("--ask")) ask = v; else if (OPT("--answer")) answer = v; else if (OPT("--mark")) mark = v; else if (OPT("--keys")) keys = read_lines(v, &n_keys);
    else if (OPT("--save-first")) save_first = v; else if (OPT("--ping")) ping_s = atof(v); else if (OPT("--ping-msg")) ping_msg = v;
    else if (OPT("--connect-par")) connect_par = atoi(v); else if (OPT("--label")) label = v; else if (OPT("--verify")) verify = atoi(v); else if (OPT("--quiet")) quiet = atoi(v);
    else { fprintf(stderr, "unknown or incomplete option %s (see README.md)\n", k); return 2; }
  }
  signal(SIGPIPE, SIG_IGN); signal(SIGTERM, onsig); signal(SIGINT, onsig);
  struct rlimit rl; getrlimit(RLIMIT_NOFILE, &rl); rl.rlim_cur = rl.rlim_max; setrlimit(RLIMIT_NOFILE, &rl);
  build_payload(); build_wire();
  ep = epoll_create1(EPOLL_CLOEXEC); conns = calloc(nsubs + npubs, sizeof *conns); if (npubs > 1 && !one_each()) verify = 0; // order across publishers is not defined
  if (pairs && nsubs != npubs) { fprintf(stderr, "--pairs needs as many publishers as subscribers\n"); return 2; }
  if (ask && (!keys || !answer || !mark)) { fprintf(stderr, "--ask needs --keys, --answer and --mark\n"); return 2; }
  if (save_first && !(firsts = fopen(save_first, "w"))) die(save_first);
  if (save_first && pub_ready_frames < 1) { fprintf(stderr, "--save-first needs --pub-ready-frames\n"); return 2; }
  uint64_t t0 = now_ns(); int next = 0, total = nsubs + npubs;
  while (n_ready + n_dead < total && !stop_sig) {
    while (next < total && n_connecting < connect_par) open_conn(next++);
    poll_once(100);
    if (now_ns() - t0 > 120ull * 1000000000) { fprintf(stderr, "connect timeout: ready %d dead %d of %d\n", n_ready, n_dead, total); return 3; }
  }
  double conn_s = (now_ns() - t0) / 1e9;
  if (n_dead) { fprintf(stderr, "%d connections failed\n", n_dead); return 3; }
  if (firsts) fclose(firsts);
  if (hold_s > 0) {
    printf("{\"label\":\"%s\",\"event\":\"ready\",\"conns\":%d,\"connect_s\":%.3f,\"conn_per_s\":%.0f}\n", label, total, conn_s, total / conn_s); fflush(stdout);
    uint64_t e = now_ns() + (uint64_t)(hold_s * 1e9);
    uint64_t h0 = now_ns(), pings = 0;
    while (!stop_sig && now_ns() < e && !n_dead) {
      if (ping_s > 0) for (uint64_t due = (now_ns() - h0) / 1e9 / ping_s * total; pings < due; pings++) {
        struct conn *c = &conns[pings % total]; if (c->st == S_READY) ws_send(c, 1, ping_msg, strlen(ping_msg));
      }
      poll_once(ping_s > 0 ? 5 : 200);
    }
    printf("{\"label\":\"%s\",\"event\":\"end\",\"dead\":%d,\"server_rss_kb\":%ld}\n", label, n_dead, proc_rss_kb(server_pid));
    return n_dead ? 4 : 0;
  }
  uint64_t e = now_ns() + (uint64_t)(settle_s * 1e9); while (now_ns() < e) poll_once(10);
  delivered = accounted = 0; unparsed = 0;
  // ---- run
  uint64_t start = now_ns(), wend = start + (uint64_t)(warm_s * 1e9), mend = wend + (uint64_t)(dur_s * 1e9);
  uint64_t interval = rate > 0 ? (uint64_t)(1e9 / rate) : 0, next_pub = start, idle_ns = 0, last_prog = start, last_acc = 0;
  uint64_t d0 = 0, s0 = 0, b0 = 0, r0 = 0, g0 = 0, a0 = 0, tm0 = 0, lost_forced = 0; double cpu0 = 0, sc0 = 0, st0 = 0, tt0 = 0, bz0 = 0;
  uint64_t t = start;
  for (;;) {
    if (!measuring && t >= wend) {
      measuring = 1; memset(hist, 0, sizeof hist); hcount = hmax = hsum = 0; d0 = delivered; s0 = sent; a0 = acked; b0 = rx_bytes; r0 = rx_reads; g0 = gaps; idle_ns = 0;
      cpu0 = self_cpu(); sc0 = proc_cpu(server_pid); steal(&st0, &tt0); bz0 = busy_cores_s(); t = tm0 = now_ns(); mend = tm0 + (uint64_t)(dur_s * 1e9);
    }
    if (measuring && (t >= mend || stop_sig || n_dead || (max_msgs && sent - s0 >= (uint64_t)max_msgs))) break;
    // publish
    if (rate > 0) { bool any = false; while (next_pub <= t) { publish(next_pub); next_pub += interval; any = true; } if (any && npubs == 1) oflush(); }
    else {
      uint64_t each = one_each() ? 1 : nsubs, infl = sent * each - accounted - lost_forced;
      bool any = false;
      while (infl + each <= (uint64_t)window * each) { publish(t); infl += each; any = true; }
      if (any && npubs == 1) oflush();
      if (accounted != last_acc) { last_acc = accounted; last_prog = t; }
      else if (t - last_prog > 2000000000ull) { stalls++; lost_forced += infl; last_prog = t; if (stalls > 5) { fprintf(stderr, "stalled\n"); break; } }
    }
    int to = 0;
    if (!spin) { to = 1; }
    int n = poll_once(to);
    uint64_t t2 = now_ns(); if (n == 0) idle_ns += t2 - t; t = t2;
    if (n_dead && !measuring) { fprintf(stderr, "lost connections in warm-up\n"); return 4; }
  }
  uint64_t tm1 = now_ns(); double el = (tm1 - tm0) / 1e9; double cpu1 = self_cpu(), sc1 = proc_cpu(server_pid), st1, tt1; steal(&st1, &tt1); double bz1 = busy_cores_s();
  uint64_t dd = delivered - d0, ss = sent - s0;
  printf("{\"label\":\"%s\",\"proto\":\"%s\",\"pubs\":%d,\"subs\":%d,\"window\":%d,\"rate\":%.0f,\"size\":%d,\"sec\":%.2f,\"pub\":%" PRIu64 ",\"deliv\":%" PRIu64 ",\"deliv_s\":%.0f,\"MBps\":%.1f,"
         "\"p50_us\":%.1f,\"p90_us\":%.1f,\"p99_us\":%.1f,\"p999_us\":%.1f,\"max_us\":%.1f,\"mean_us\":%.1f,\"gen_busy\":%.3f,\"gen_cpu\":%.3f,\"srv_cpu\":%.3f,\"deliv_per_srv_cpu_s\":%.0f,\"other_cpu\":%.3f,\"steal\":%.4f,"
         "\"acked_s\":%.0f,\"msgs_per_read\":%.2f,\"gaps\":%" PRIu64 ",\"ooo\":%" PRIu64 ",\"unparsed\":%" PRIu64 ",\"dead\":%d,\"stalls\":%" PRIu64 ",\"srv_rss_kb\":%ld,\"connect_s\":%.2f}\n",
         label, proto_name, npubs, nsubs, rate > 0 ? 0 : window, rate, size, el, ss, dd, dd / el, (rx_bytes - b0) / el / 1e6, hpct(50) / 1e3, hpct(90) / 1e3, hpct(99) / 1e3, hpct(99.9) / 1e3, hmax / 1e3, hcount ? hsum / 1e3 / hcount : 0,
         spin ? 1 - idle_ns / 1e9 / el : -1, (cpu1 - cpu0) / el, (sc1 - sc0) / el, sc1 > sc0 ? dd / (sc1 - sc0) : 0, server_pid ? (bz1 - bz0 - (cpu1 - cpu0) - (sc1 - sc0)) / el : -1, tt1 > tt0 ? (st1 - st0) / (tt1 - tt0) : 0, (acked - a0) / el, rx_reads > r0 ? (double)dd / (rx_reads - r0) : 0, gaps - g0, ooo, unparsed, n_dead, stalls, proc_rss_kb(server_pid), conn_s);
  return n_dead ? 4 : 0;
}
