package dev.taskdock.proxy.h2;

import dev.taskdock.proxy.http.FieldName;
import dev.taskdock.proxy.http.Fields;
import dev.taskdock.proxy.http.Inserted;
import dev.taskdock.proxy.http.Output;
import dev.taskdock.proxy.http.RequestHead;
import dev.taskdock.proxy.http.ResponseHead;
import dev.taskdock.proxy.http.ResponseSplicer;
import dev.taskdock.routing.OwnResponse;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Turns heads of HTTP/2 into those of HTTP/1.1 and back.
///
/// Source: RFC 9113 §8.2 and §8.3 for what is malformed.
public final class Heads {
  /// What came of a request's head.
  public enum Reading {
    WHOLE,
    /// Not a request at all: the stream is reset.
    MALFORMED,
    /// A field that the load balancer does not take: 400.
    INVALID,
    /// 414.
    LINE_TOO_LONG,
    /// 413.
    TOO_LARGE
  }

  private static final AsciiString COOKIE = AsciiString.cached("cookie");
  private static final AsciiString HOST = AsciiString.cached("host");
  private static final AsciiString TE = AsciiString.cached("te");
  private static final AsciiString TRAILERS = AsciiString.cached("trailers");
  private static final AsciiString LENGTH = AsciiString.cached("content-length");
  private static final AsciiString SET_COOKIE = AsciiString.cached("set-cookie");
  private static final byte[] VERSION = bytes(" HTTP/1.1\r\n");
  private static final byte[] HOST_IS = bytes("host: ");
  private static final byte[] COOKIE_IS = bytes("cookie: ");
  private static final byte[] CHUNKED = bytes("transfer-encoding: chunked\r\n");
  private static final byte[] LINE_END = bytes("\r\n");
  private static final List<AsciiString> OF_CONNECTIONS =
      List.of(
          AsciiString.cached("connection"),
          AsciiString.cached("keep-alive"),
          AsciiString.cached("proxy-connection"),
          AsciiString.cached("transfer-encoding"),
          AsciiString.cached("upgrade"));

  private Heads() {}

  /// Reads the head of a request into `head`, which is empty.
  ///
  /// @param ended whether the request has no body
  /// @param dropsInvalid `routing.http.drop_invalid_header_fields.enabled`
  /// @param out where it is written first
  public static Reading read(
      Http2Headers headers, boolean ended, boolean dropsInvalid, Output out, RequestHead head) {
    var method = headers.method();
    var path = headers.path();
    if (method == null || path == null || headers.scheme() == null || !isWord(method)) {
      return Reading.MALFORMED;
    }
    boolean rooted =
        !path.isEmpty() && (path.charAt(0) == '/' || AsciiString.contentEquals(path, "*"));
    if (!rooted || !isWord(path)) {
      return Reading.MALFORMED;
    }
    put(out, method).put(' ');
    put(out, path);
    out.put(VERSION);
    var authority = headers.authority() == null ? headers.get(HOST) : headers.authority();
    if (authority != null) {
      if (!isValue(authority)) {
        return Reading.MALFORMED;
      }
      out.put(HOST_IS);
      put(out, authority);
      out.put(LINE_END);
    }
    var reading = fields(headers, dropsInvalid, out);
    if (reading != Reading.WHOLE) {
      return reading;
    }
    if (!ended && !headers.contains(LENGTH)) {
      out.put(CHUNKED);
    }
    out.put(LINE_END);
    var room = head.room(out.length());
    System.arraycopy(out.bytes(), 0, room, head.filled(), out.length());
    return switch (head.received(out.length())) {
      case WHOLE -> Reading.WHOLE;
      case PARTIAL, MALFORMED -> Reading.MALFORMED;
      case LINE_TOO_LONG -> Reading.LINE_TOO_LONG;
      case TOO_LARGE -> Reading.TOO_LARGE;
    };
  }

  /// Whether a request is one of gRPC.
  public static boolean isGrpc(Http2Headers headers) {
    var type = headers.get("content-type");
    return type != null && type.toString().toLowerCase(Locale.ROOT).startsWith("application/grpc");
  }

  /// The head of a request for a target that speaks HTTP/2, from one that was written for it.
  ///
  /// @param takesTrailers whether the client said so
  public static Http2Headers request(RequestHead head, boolean secure, boolean takesTrailers) {
    var fields = head.fields();
    var bytes = head.bytes();
    var headers =
        new DefaultHttp2Headers(false)
            .method(word(bytes, head.methodStart(), head.methodEnd()))
            .scheme(secure ? "https" : "http")
            .path(word(bytes, head.pathStart(), head.pathEnd()));
    int host = fields.first(FieldName.HOST);
    if (host >= 0) {
      headers.authority(word(bytes, fields.valueStart(host), fields.valueEnd(host)));
    }
    for (int i = 0; i < fields.count(); i++) {
      switch (fields.name(i)) {
        case CONNECTION, HOST, KEEP_ALIVE, PROXY_CONNECTION, TE, TRANSFER_ENCODING, UPGRADE -> {}
        case CONTENT_LENGTH,
            CONTENT_TYPE,
            COOKIE,
            DATE,
            EXPECT,
            PROXY_AUTHENTICATE,
            PROXY_AUTHORIZATION,
            SERVER,
            SET_COOKIE,
            TRAILER,
            USER_AGENT,
            X_AMZN_TRACE_ID,
            X_FORWARDED_FOR,
            X_FORWARDED_PORT,
            X_FORWARDED_PROTO,
            OTHER ->
            add(headers, fields, i);
      }
    }
    if (takesTrailers) {
      headers.add(TE, TRAILERS);
    }
    return headers;
  }

  /// Whether the client takes trailers.
  public static boolean takesTrailers(Http2Headers headers) {
    var te = headers.get(TE);
    return te != null && AsciiString.contentEqualsIgnoreCase(te, TRAILERS);
  }

  /// The head of a response for a client, from one of HTTP/1.1.
  ///
  /// @param cookies values of `set-cookie` fields of the load balancer's own
  /// @param inserted what the listener puts into it
  public static Http2Headers response(ResponseHead head, List<String> cookies, Inserted inserted) {
    var headers = new DefaultHttp2Headers(false).status(Integer.toString(head.status()));
    cookies.forEach(cookie -> headers.add(SET_COOKIE, cookie));
    var fields = head.fields();
    for (int i = 0; i < fields.count(); i++) {
      if (ResponseSplicer.passes(fields, i)) {
        add(headers, fields, i);
      }
    }
    return with(headers, inserted);
  }

  /// The head of a response for a client, from that of a target which speaks HTTP/2.
  public static Http2Headers response(Http2Headers head, List<String> cookies, Inserted inserted) {
    var headers = new DefaultHttp2Headers(false).status(head.status());
    cookies.forEach(cookie -> headers.add(SET_COOKIE, cookie));
    for (var field : head) {
      boolean pseudo = !field.getKey().isEmpty() && field.getKey().charAt(0) == ':';
      if (!pseudo && !isOfConnection(field.getKey())) {
        headers.add(field.getKey(), field.getValue());
      }
    }
    return with(headers, inserted);
  }

  private static Http2Headers with(Http2Headers headers, Inserted inserted) {
    if (!inserted.isNothing()) {
      inserted
          .fields()
          .forEach((name, value) -> headers.set(AsciiString.of(name).toLowerCase(), value));
    }
    return headers;
  }

  /// The head of a response of the load balancer's own.
  public static Http2Headers own(OwnResponse response) {
    var headers = new DefaultHttp2Headers(false).status(Integer.toString(response.status()));
    response
        .headers()
        .forEach(h -> headers.add(AsciiString.of(h.getKey()).toLowerCase(), h.getValue()));
    return headers;
  }

  /// About how many bytes a head has.
  public static long size(Http2Headers headers) {
    long size = 0;
    for (var field : headers) {
      size += field.getKey().length() + field.getValue().length() + 4L;
    }
    return size;
  }

  private static Reading fields(Http2Headers headers, boolean dropsInvalid, Output out) {
    @Nullable StringBuilder cookies = null;
    for (var field : headers) {
      var name = field.getKey();
      var value = field.getValue();
      if (name.isEmpty() || isOfConnection(name) || !isValue(value)) {
        return Reading.MALFORMED;
      }
      if (name.charAt(0) == ':' || AsciiString.contentEquals(name, HOST)) {
        continue;
      }
      if (AsciiString.contentEquals(name, TE)
          && !AsciiString.contentEqualsIgnoreCase(value, TRAILERS)) {
        return Reading.MALFORMED;
      }
      if (AsciiString.contentEquals(name, COOKIE)) {
        // The crumbs of RFC 9113 §8.2.3 are one cookie for whoever does not know them.
        cookies = cookies == null ? new StringBuilder() : cookies.append("; ");
        cookies.append(value);
      } else if (isName(name)) {
        put(out, name).put(':').put(' ');
        put(out, value);
        out.put(LINE_END);
      } else if (!dropsInvalid) {
        return Reading.INVALID;
      }
    }
    if (cookies != null) {
      out.put(COOKIE_IS);
      put(out, cookies);
      out.put(LINE_END);
    }
    return Reading.WHOLE;
  }

  private static boolean isOfConnection(CharSequence name) {
    for (var one : OF_CONNECTIONS) {
      if (AsciiString.contentEquals(one, name)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isName(CharSequence name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (!(('a' <= c && c <= 'z') || ('0' <= c && c <= '9') || c == '-')) {
        return false;
      }
    }
    return true;
  }

  private static boolean isWord(CharSequence text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) <= ' ' || text.charAt(i) == 0x7f || text.charAt(i) > 0xff) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  private static boolean isValue(CharSequence text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\r' || c == '\n' || c == 0 || c > 0xff) {
        return false;
      }
    }
    return true;
  }

  private static void add(Http2Headers headers, Fields fields, int field) {
    var bytes = fields.bytes();
    var name =
        new AsciiString(
                bytes,
                fields.nameStart(field),
                fields.nameEnd(field) - fields.nameStart(field),
                true)
            .toLowerCase();
    if (isWord(name) && name.charAt(0) != ':') {
      headers.add(name, word(bytes, fields.valueStart(field), fields.valueEnd(field)));
    }
  }

  private static AsciiString word(byte[] bytes, int start, int end) {
    return new AsciiString(bytes, start, end - start, true);
  }

  private static Output put(Output out, CharSequence text) {
    if (text instanceof AsciiString ascii) {
      return out.put(ascii.array(), ascii.arrayOffset(), ascii.arrayOffset() + ascii.length());
    }
    return out.put(text.toString().getBytes(StandardCharsets.ISO_8859_1));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
