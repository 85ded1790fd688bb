package dev.taskdock.proxy.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Writes the head of a target's response as the client gets it, in the order of fields in which
/// ALB writes it.
public final class ResponseSplicer {
  /// How the body reaches the client.
  public enum Delivery {
    AS_IT_IS,
    /// In chunks of our making, because only the end of the target's connection ends it.
    IN_CHUNKS,
    /// Its chunks undone, for a client of HTTP/1.0; the end of its connection ends it.
    WITHOUT_CHUNKS
  }

  private static final byte[] LINE_END = Ascii.bytes("\r\n");
  private static final byte[] VERSION = Ascii.bytes("HTTP/1.1 ");
  private static final byte[] LENGTH = Ascii.bytes("Content-Length: ");
  private static final byte[] CHUNKED = Ascii.bytes("Transfer-Encoding: chunked\r\n");
  private static final byte[] KEEP_ALIVE = Ascii.bytes("Connection: keep-alive\r\n");
  private static final byte[] CLOSE = Ascii.bytes("Connection: close\r\n");
  private static final byte[] UPGRADE = Ascii.bytes("Connection: upgrade\r\n");
  private static final byte[] SET_COOKIE = Ascii.bytes("Set-Cookie: ");
  private static final byte[] TOKEN_CLOSE = Ascii.bytes("close");
  private static final byte[] TOKEN_KEEP_ALIVE = Ascii.bytes("keep-alive");

  private ResponseSplicer() {}

  /// Whether the target's connection stays open after this response, if it is up to the target.
  public static boolean keepsAlive(ResponseHead head) {
    return head.isVersion11()
        ? !RequestSplicer.says(head.fields(), TOKEN_CLOSE)
        : RequestSplicer.says(head.fields(), TOKEN_KEEP_ALIVE);
  }

  /// The names of the cookies that a target sets.
  public static List<String> cookiesSet(ResponseHead head) {
    var fields = head.fields();
    var names = new ArrayList<String>();
    for (int i = 0; i < fields.count(); i++) {
      if (fields.name(i) == FieldName.SET_COOKIE) {
        int start = fields.valueStart(i);
        int end = start;
        while (end < fields.valueEnd(i) && fields.bytes()[end] != '=') {
          end++;
        }
        names.add(new String(fields.bytes(), start, end - start, StandardCharsets.ISO_8859_1));
      }
    }
    return names;
  }

  /// How the body of a response is to reach this client.
  public static Delivery delivery(Framing framing, boolean clientVersion11) {
    return switch (framing.kind()) {
      case UNTIL_CLOSE -> clientVersion11 ? Delivery.IN_CHUNKS : Delivery.AS_IT_IS;
      case CHUNKED -> clientVersion11 ? Delivery.AS_IT_IS : Delivery.WITHOUT_CHUNKS;
      case NONE, LENGTH, INVALID, UNSUPPORTED -> Delivery.AS_IT_IS;
    };
  }

  /// Writes the head of a final response, its last empty line included.
  ///
  /// @param keepsAlive whether the client's connection stays open
  /// @param cookies values of `Set-Cookie` fields of the load balancer's own
  /// @param inserted what the listener puts into it
  public static void splice(
      Output out,
      ResponseHead head,
      Framing framing,
      Delivery delivery,
      boolean keepsAlive,
      List<String> cookies,
      Inserted inserted) {
    var fields = head.fields();
    statusLine(out, head);
    all(out, fields, FieldName.DATE);
    all(out, fields, FieldName.CONTENT_TYPE);
    frame(out, head, framing, delivery);
    out.put(keepsAlive ? KEEP_ALIVE : CLOSE);
    for (var cookie : cookies) {
      out.put(SET_COOKIE).put(Ascii.bytes(cookie)).put(LINE_END);
    }
    inserted.write(out);
    others(out, fields, inserted);
    out.put(LINE_END);
  }

  /// Writes an interim response, which a client of HTTP/1.1 may get before the final one.
  public static void spliceInterim(Output out, ResponseHead head) {
    statusLine(out, head);
    others(out, head.fields(), Inserted.NOTHING);
    out.put(LINE_END);
  }

  /// Writes the answer after which both connections are a tunnel.
  public static void spliceUpgrade(Output out, ResponseHead head) {
    statusLine(out, head);
    all(out, head.fields(), FieldName.DATE);
    all(out, head.fields(), FieldName.UPGRADE);
    out.put(UPGRADE);
    others(out, head.fields(), Inserted.NOTHING);
    out.put(LINE_END);
  }

  /// Whether a field goes on to a client of HTTP/2, which frames bodies by itself.
  public static boolean passes(Fields fields, int field) {
    return switch (fields.name(field)) {
      case CONNECTION,
          KEEP_ALIVE,
          PROXY_AUTHENTICATE,
          PROXY_AUTHORIZATION,
          PROXY_CONNECTION,
          TE,
          TRAILER,
          TRANSFER_ENCODING,
          UPGRADE ->
          false;
      case CONTENT_LENGTH -> fields.first(FieldName.TRANSFER_ENCODING) < 0;
      case CONTENT_TYPE,
          COOKIE,
          DATE,
          EXPECT,
          HOST,
          SERVER,
          SET_COOKIE,
          USER_AGENT,
          X_AMZN_TRACE_ID,
          X_FORWARDED_FOR,
          X_FORWARDED_PORT,
          X_FORWARDED_PROTO,
          OTHER ->
          !(RequestSplicer.nominates(fields) && RequestSplicer.isNominated(fields, field));
    };
  }

  private static void statusLine(Output out, ResponseHead head) {
    out.put(VERSION).put(head.bytes(), head.phraseStart(), head.phraseEnd()).put(LINE_END);
  }

  private static void all(Output out, Fields fields, FieldName name) {
    for (int i = 0; i < fields.count(); i++) {
      if (fields.name(i) == name) {
        RequestSplicer.line(out, fields, i);
      }
    }
  }

  private static void frame(Output out, ResponseHead head, Framing framing, Delivery delivery) {
    switch (framing.kind()) {
      case LENGTH -> out.put(LENGTH).putDecimal(framing.length()).put(LINE_END);
      case CHUNKED, UNTIL_CLOSE -> {
        boolean chunks =
            switch (delivery) {
              case AS_IT_IS -> framing.kind() == Framing.Kind.CHUNKED;
              case IN_CHUNKS -> true;
              case WITHOUT_CHUNKS -> false;
            };
        if (chunks) {
          out.put(CHUNKED);
        }
      }
      case NONE -> {
        // To HEAD, and with 304, it is the length of what would have come.
        int length = head.fields().first(FieldName.CONTENT_LENGTH);
        if (length >= 0 && head.status() != 204) {
          RequestSplicer.line(out, head.fields(), length);
        }
      }
      case INVALID, UNSUPPORTED -> {}
    }
  }

  private static void others(Output out, Fields fields, Inserted inserted) {
    boolean nominates = RequestSplicer.nominates(fields);
    boolean inserts = !inserted.isNothing();
    for (int i = 0; i < fields.count(); i++) {
      switch (fields.name(i)) {
        case CONNECTION,
            CONTENT_LENGTH,
            CONTENT_TYPE,
            DATE,
            KEEP_ALIVE,
            PROXY_AUTHENTICATE,
            PROXY_AUTHORIZATION,
            PROXY_CONNECTION,
            TE,
            TRAILER,
            TRANSFER_ENCODING,
            UPGRADE -> {}
        case COOKIE,
            EXPECT,
            HOST,
            SERVER,
            SET_COOKIE,
            USER_AGENT,
            X_AMZN_TRACE_ID,
            X_FORWARDED_FOR,
            X_FORWARDED_PORT,
            X_FORWARDED_PROTO,
            OTHER -> {
          if (!(nominates && RequestSplicer.isNominated(fields, i))
              && !(inserts && inserted.replaces(fields, i))) {
            RequestSplicer.line(out, fields, i);
          }
        }
      }
    }
  }
}
