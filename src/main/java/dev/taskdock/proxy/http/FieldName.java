package dev.taskdock.proxy.http;

import java.util.Arrays;
import java.util.List;

/// The field names that a load balancer does something about; all others pass.
public enum FieldName {
  CONNECTION("connection"),
  CONTENT_LENGTH("content-length"),
  CONTENT_TYPE("content-type"),
  COOKIE("cookie"),
  DATE("date"),
  EXPECT("expect"),
  HOST("host"),
  KEEP_ALIVE("keep-alive"),
  PROXY_AUTHENTICATE("proxy-authenticate"),
  PROXY_AUTHORIZATION("proxy-authorization"),
  PROXY_CONNECTION("proxy-connection"),
  SERVER("server"),
  SET_COOKIE("set-cookie"),
  TE("te"),
  TRAILER("trailer"),
  TRANSFER_ENCODING("transfer-encoding"),
  UPGRADE("upgrade"),
  USER_AGENT("user-agent"),
  X_AMZN_TRACE_ID("x-amzn-trace-id"),
  X_FORWARDED_FOR("x-forwarded-for"),
  X_FORWARDED_PORT("x-forwarded-port"),
  X_FORWARDED_PROTO("x-forwarded-proto"),
  OTHER("");

  private static final FieldName[][] BY_LENGTH = byLength();

  private final String lower;

  FieldName(String lower) {
    this.lower = lower;
  }

  static FieldName of(byte[] bytes, int start, int end) {
    int length = end - start;
    if (length < BY_LENGTH.length) {
      for (var name : BY_LENGTH[length]) {
        if (Ascii.same(bytes, start, end, name.lower)) {
          return name;
        }
      }
    }
    return OTHER;
  }

  private static FieldName[][] byLength() {
    var names = Arrays.stream(values()).filter(n -> !n.lower.isEmpty()).toList();
    int longest = names.stream().mapToInt(n -> n.lower.length()).max().orElse(0);
    var table = new FieldName[longest + 1][];
    for (int i = 0; i <= longest; i++) {
      table[i] = ofLength(names, i);
    }
    return table;
  }

  private static FieldName[] ofLength(List<FieldName> names, int length) {
    return names.stream().filter(n -> n.lower.length() == length).toArray(FieldName[]::new);
  }
}
