package dev.taskdock.proxy.http;

/// Writes the head of a request as a target gets it; one for each connection of a client.
///
/// First what the load balancer says, in the order in which ALB says it, then the client's fields
/// in theirs. Fields of one hop go no further (RFC 9110 §7.6.1), and of the framing exactly one
/// line.
public final class RequestSplicer {
  /// More addresses in `X-Forwarded-For` are answered with 463.
  public static final int MOST_ADDRESSES = 30;

  private static final int LONGEST_TRACED = 7 * 1024;
  private static final byte[] LINE_END = Ascii.bytes("\r\n");
  private static final byte[] VERSION = Ascii.bytes(" HTTP/1.1\r\n");
  private static final byte[] FORWARDED_FOR = Ascii.bytes("X-Forwarded-For: ");
  private static final byte[] FORWARDED_PROTO_HTTP = Ascii.bytes("X-Forwarded-Proto: http\r\n");
  private static final byte[] FORWARDED_PROTO_HTTPS = Ascii.bytes("X-Forwarded-Proto: https\r\n");
  private static final byte[] FORWARDED_PORT = Ascii.bytes("X-Forwarded-Port: ");
  private static final byte[] HOST = Ascii.bytes("Host: ");
  private static final byte[] TRACE_ID = Ascii.bytes("X-Amzn-Trace-Id: ");
  private static final byte[] ROOT = Ascii.bytes("Root=");
  private static final byte[] SELF = Ascii.bytes("Self=");
  private static final byte[] UPGRADE =
      Ascii.bytes("Upgrade: websocket\r\nConnection: upgrade\r\n");
  private static final byte[] CHUNKED = Ascii.bytes("Transfer-Encoding: chunked\r\n");
  private static final byte[] LENGTH = Ascii.bytes("Content-Length: ");
  private static final byte[] LOWER_CHUNKED = Ascii.bytes("transfer-encoding: chunked\r\n");
  private static final byte[] LOWER_LENGTH = Ascii.bytes("content-length: ");
  private static final byte[] TOKEN_UPGRADE = Ascii.bytes("upgrade");
  private static final byte[] TOKEN_WEBSOCKET = Ascii.bytes("websocket");
  private static final byte[] TOKEN_CLOSE = Ascii.bytes("close");
  private static final byte[] TOKEN_KEEP_ALIVE = Ascii.bytes("keep-alive");
  private static final byte[] IDENTITY = Ascii.bytes("x-amzn-oidc-");
  private static final byte[] CONTINUE = Ascii.bytes("100-continue");

  private final Forwarding forwarding;
  private final byte[] peer;
  private final byte[] ownLines;
  private final boolean usualPort;
  private final byte[] listenerPort;
  private final byte[] dnsName;
  private final byte[][] reserved;
  private final byte[] length;
  private final byte[] chunked;
  private int traceStart;
  private int traceEnd;

  /// Whether the client's own fields about who it is go no further.
  private boolean identified;

  public RequestSplicer(Forwarding forwarding, Client client) {
    this.forwarding = forwarding;
    var address = client.address();
    var withPort = (address.indexOf(':') < 0 ? address : '[' + address + ']') + ':' + client.port();
    peer = Ascii.bytes(forwarding.clientPort() ? withPort : address);
    var lines =
        new Output(64)
            .put(client.secure() ? FORWARDED_PROTO_HTTPS : FORWARDED_PROTO_HTTP)
            .put(FORWARDED_PORT)
            .putDecimal(client.listenerPort())
            .put(LINE_END);
    client
        .session()
        .fields()
        .forEach((name, value) -> lines.put(Ascii.bytes(name + ": " + value)).put(LINE_END));
    ownLines = lines.taken();
    reserved = client.session().reserved().stream().map(Ascii::bytes).toArray(byte[][]::new);
    length = client.session().http2() ? LOWER_LENGTH : LENGTH;
    chunked = client.session().http2() ? LOWER_CHUNKED : CHUNKED;
    usualPort = client.listenerPort() == 80 || client.listenerPort() == 443;
    listenerPort = Ascii.bytes(":" + client.listenerPort());
    dnsName = Ascii.bytes(forwarding.dnsName());
  }

  /// Whether the client asks to turn the connection into one of WebSocket (RFC 6455 §4.1).
  public static boolean asksUpgrade(RequestHead head) {
    var fields = head.fields();
    int upgrade = fields.first(FieldName.UPGRADE);
    return upgrade >= 0
        && head.isVersion11()
        && head.isMethod("GET")
        && fields.lists(upgrade, TOKEN_WEBSOCKET)
        && says(fields, TOKEN_UPGRADE);
  }

  /// Whether the client waits to be told that it may send its body.
  public static boolean expectsContinue(RequestHead head) {
    int expect = head.fields().first(FieldName.EXPECT);
    return expect >= 0 && head.isVersion11() && head.fields().lists(expect, CONTINUE);
  }

  /// Whether the client's connection stays open after this request, if it is up to the client.
  public static boolean keepsAlive(RequestHead head) {
    return head.isVersion11()
        ? !says(head.fields(), TOKEN_CLOSE)
        : says(head.fields(), TOKEN_KEEP_ALIVE);
  }

  /// How many addresses the client's `X-Forwarded-For` holds.
  public static int addresses(Fields fields) {
    int count = 0;
    for (int i = 0; i < fields.count(); i++) {
      if (fields.name(i) == FieldName.X_FORWARDED_FOR) {
        int start = fields.valueStart(i);
        int end = fields.valueEnd(i);
        while (start < end) {
          count++;
          start = fields.comma(start, end) + 1;
        }
      }
    }
    return count;
  }

  /// Writes the head, its last empty line included.
  public void splice(
      Output out, RequestHead head, Framing framing, TraceSeed seed, Rewrite rewrite) {
    out.put(head.bytes(), head.methodStart(), head.methodEnd()).put(' ');
    if (rewrite.target().isPresent()) {
      out.put(Ascii.bytes(rewrite.target().get()));
    } else {
      target(out, head);
    }
    out.put(VERSION);
    forwardedFor(out, head.fields());
    if (forwarding.tells()) {
      out.put(ownLines);
    }
    if (rewrite.host().isPresent()) {
      out.put(HOST).put(Ascii.bytes(rewrite.host().get())).put(LINE_END);
    } else {
      host(out, head);
    }
    if (forwarding.tells()) {
      trace(out, head, seed);
    } else {
      traceStart = out.length();
      traceEnd = traceStart;
    }
    if (rewrite.identity().isPresent()) {
      rewrite
          .identity()
          .get()
          .forEach((name, value) -> out.put(Ascii.bytes(name + ": " + value)).put(LINE_END));
    }
    identified = rewrite.identity().isPresent();
    if (asksUpgrade(head)) {
      out.put(UPGRADE);
    }
    fields(out, head.fields(), framing);
    out.put(LINE_END);
  }

  /// Where in the output the value of the trace id is.
  public int traceStart() {
    return traceStart;
  }

  public int traceEnd() {
    return traceEnd;
  }

  static boolean says(Fields fields, byte[] token) {
    for (int i = 0; i < fields.count(); i++) {
      if (fields.name(i) == FieldName.CONNECTION && fields.lists(i, token)) {
        return true;
      }
    }
    return false;
  }

  private static void target(Output out, RequestHead head) {
    if (head.pathStart() == head.pathEnd() || head.bytes()[head.pathStart()] == '?') {
      out.put('/');
    }
    out.put(head.bytes(), head.pathStart(), head.pathEnd());
  }

  private void forwardedFor(Output out, Fields fields) {
    switch (forwarding.forwardedFor()) {
      case REMOVE -> {}
      case PRESERVE -> {
        for (int i = 0; i < fields.count(); i++) {
          if (fields.name(i) == FieldName.X_FORWARDED_FOR) {
            line(out, fields, i);
          }
        }
      }
      case APPEND -> {
        out.put(FORWARDED_FOR);
        for (int i = 0; i < fields.count(); i++) {
          if (fields.name(i) == FieldName.X_FORWARDED_FOR
              && fields.valueStart(i) < fields.valueEnd(i)) {
            out.put(fields.bytes(), fields.valueStart(i), fields.valueEnd(i)).put(',').put(' ');
          }
        }
        out.put(peer).put(LINE_END);
      }
    }
  }

  private void host(Output out, RequestHead head) {
    var fields = head.fields();
    int first = fields.first(FieldName.HOST);
    boolean absolute = head.authorityStart() < head.authorityEnd();
    if (forwarding.preserveHost() && first >= 0) {
      for (int i = first; i < fields.count(); i++) {
        if (fields.name(i) == FieldName.HOST) {
          line(out, fields, i);
        }
      }
      return;
    }
    out.put(HOST);
    if (absolute) {
      host(out, head.bytes(), head.authorityStart(), head.authorityEnd());
    } else if (first >= 0 && fields.valueStart(first) < fields.valueEnd(first)) {
      host(out, fields.bytes(), fields.valueStart(first), fields.valueEnd(first));
    } else {
      out.put(dnsName);
    }
    out.put(LINE_END);
  }

  private void host(Output out, byte[] bytes, int start, int end) {
    int colon = end - 1;
    while (colon > start && bytes[colon] != ':' && bytes[colon] != ']') {
      colon--;
    }
    boolean ported = bytes[colon] == ':';
    out.putLower(bytes, start, ported && usualPort ? colon : end);
    if (!ported && !usualPort) {
      out.put(listenerPort);
    }
  }

  private void trace(Output out, RequestHead head, TraceSeed seed) {
    var fields = head.fields();
    int sent = head.length() > LONGEST_TRACED ? -1 : fields.first(FieldName.X_AMZN_TRACE_ID);
    out.put(TRACE_ID);
    traceStart = out.length();
    if (sent < 0 || fields.valueStart(sent) == fields.valueEnd(sent)) {
      out.put(ROOT);
      seed.write(out);
    } else {
      int start = fields.valueStart(sent);
      int end = fields.valueEnd(sent);
      boolean rooted = part(fields.bytes(), start, end, ROOT) >= 0;
      out.put(rooted ? SELF : ROOT);
      seed.write(out);
      withoutSelf(out, fields.bytes(), start, end);
    }
    traceEnd = out.length();
    out.put(LINE_END);
  }

  private static void withoutSelf(Output out, byte[] bytes, int start, int end) {
    int self = part(bytes, start, end, SELF);
    int from = start;
    while (from < end) {
      int to = from;
      while (to < end && bytes[to] != ';') {
        to++;
      }
      if (from != self && to > from) {
        out.put(';').put(bytes, from, to);
      }
      from = to + 1;
    }
  }

  /// Where between the semicolons a part begins with `word`, or -1.
  private static int part(byte[] bytes, int start, int end, byte[] word) {
    int from = start;
    while (from + word.length <= end) {
      int i = 0;
      while (i < word.length && bytes[from + i] == word[i]) {
        i++;
      }
      if (i == word.length) {
        return from;
      }
      while (from < end && bytes[from] != ';') {
        from++;
      }
      from++;
    }
    return -1;
  }

  private void fields(Output out, Fields fields, Framing framing) {
    boolean nominates = nominates(fields);
    boolean framed = false;
    for (int i = 0; i < fields.count(); i++) {
      switch (fields.name(i)) {
        case CONNECTION,
            EXPECT,
            HOST,
            KEEP_ALIVE,
            PROXY_AUTHENTICATE,
            PROXY_AUTHORIZATION,
            PROXY_CONNECTION,
            TE,
            TRAILER,
            UPGRADE,
            X_FORWARDED_FOR -> {}
        case X_AMZN_TRACE_ID, X_FORWARDED_PORT, X_FORWARDED_PROTO -> {
          if (!forwarding.tells()) {
            line(out, fields, i);
          }
        }
        case CONTENT_LENGTH, TRANSFER_ENCODING -> {
          if (!framed) {
            framed = frame(out, framing);
          }
        }
        case CONTENT_TYPE, COOKIE, DATE, SERVER, SET_COOKIE, USER_AGENT, OTHER -> {
          if (passes(fields, i) && !(nominates && isNominated(fields, i))) {
            line(out, fields, i);
          }
        }
      }
    }
  }

  private boolean frame(Output out, Framing framing) {
    return switch (framing.kind()) {
      case LENGTH -> {
        out.put(length).putDecimal(framing.length()).put(LINE_END);
        yield true;
      }
      case CHUNKED -> {
        out.put(chunked);
        yield true;
      }
      case NONE, UNTIL_CLOSE, INVALID, UNSUPPORTED -> false;
    };
  }

  /// A folded line that reads like framing never becomes framing; and what only looks like it goes
  /// on where nothing is mitigated.
  private boolean passes(Fields fields, int field) {
    if (fields.name(field) != FieldName.OTHER) {
      return true;
    }
    var bytes = fields.bytes();
    int start = fields.nameStart(field);
    int end = fields.nameEnd(field);
    for (var name : reserved) {
      if (Ascii.same(bytes, start, end, name)) {
        return false;
      }
    }
    if (identified
        && end - start > IDENTITY.length
        && Ascii.same(bytes, start, start + IDENTITY.length, IDENTITY)) {
      return false;
    }
    if (Desync.isSuspicious(bytes, start, end)) {
      return forwarding.mode() == Desync.Mode.MONITOR && !fields.folded(field);
    }
    return !forwarding.dropInvalidFields() || isAlphanumericOrHyphen(bytes, start, end);
  }

  private static boolean isAlphanumericOrHyphen(byte[] bytes, int start, int end) {
    for (int i = start; i < end; i++) {
      if (!Ascii.isAlphanumeric(bytes[i]) && bytes[i] != '-') {
        return false;
      }
    }
    return start < end;
  }

  /// Whether the connection's own fields may be more than the usual words.
  static boolean nominates(Fields fields) {
    for (int i = 0; i < fields.count(); i++) {
      if (fields.name(i) == FieldName.CONNECTION
          && !Ascii.same(fields.bytes(), fields.valueStart(i), fields.valueEnd(i), TOKEN_CLOSE)
          && !Ascii.same(
              fields.bytes(), fields.valueStart(i), fields.valueEnd(i), TOKEN_KEEP_ALIVE)) {
        return true;
      }
    }
    return false;
  }

  static boolean isNominated(Fields fields, int field) {
    var bytes = fields.bytes();
    int start = fields.nameStart(field);
    var name = new byte[fields.nameEnd(field) - start];
    for (int i = 0; i < name.length; i++) {
      name[i] = Ascii.lower(bytes[start + i]);
    }
    return says(fields, name);
  }

  /// A line as it was sent, but for the blanks around its value; what was folded begins with its
  /// name.
  static void line(Output out, Fields fields, int field) {
    var bytes = fields.bytes();
    int start = fields.nameStart(field);
    int end = fields.nameEnd(field);
    while (fields.folded(field) && start < end && Ascii.isBlank(bytes[start])) {
      start++;
    }
    out.put(bytes, start, end).put(':');
    if (fields.valueStart(field) < fields.valueEnd(field)) {
      out.put(' ').put(bytes, fields.valueStart(field), fields.valueEnd(field));
    }
    out.put(LINE_END);
  }
}
