package dev.taskdock.proxy;

import dev.taskdock.model.IpAddress;
import dev.taskdock.proxy.http.FieldName;
import dev.taskdock.proxy.http.RequestHead;
import dev.taskdock.routing.Request;
import java.nio.charset.StandardCharsets;

/// The head of a request as rules see it: texts that are places in its bytes.
final class HeadView implements Request {
  private final RequestHead head;
  private final IpAddress source;

  HeadView(RequestHead head, IpAddress source) {
    this.head = head;
    this.source = source;
  }

  @Override
  public CharSequence method() {
    return part(head.methodStart(), head.methodEnd());
  }

  @Override
  public CharSequence host() {
    if (head.authorityStart() < head.authorityEnd()) {
      return part(head.authorityStart(), head.authorityEnd());
    }
    int host = head.fields().first(FieldName.HOST);
    return host < 0 ? "" : headerValue(host);
  }

  @Override
  public CharSequence path() {
    int end = question();
    return head.pathStart() == end ? "/" : part(head.pathStart(), end);
  }

  @Override
  public CharSequence query() {
    return part(Math.min(question() + 1, head.pathEnd()), head.pathEnd());
  }

  @Override
  public int headers() {
    return head.fields().count();
  }

  @Override
  public CharSequence headerName(int index) {
    return part(head.fields().nameStart(index), head.fields().nameEnd(index));
  }

  @Override
  public CharSequence headerValue(int index) {
    return part(head.fields().valueStart(index), head.fields().valueEnd(index));
  }

  @Override
  public IpAddress source() {
    return source;
  }

  private int question() {
    int i = head.pathStart();
    while (i < head.pathEnd() && head.bytes()[i] != '?') {
      i++;
    }
    return i;
  }

  private CharSequence part(int start, int end) {
    return new Part(head.bytes(), start, end);
  }

  /// Some of the bytes, each of them a character.
  private static final class Part implements CharSequence {
    private final byte[] bytes;
    private final int start;
    private final int end;

    Part(byte[] bytes, int start, int end) {
      this.bytes = bytes;
      this.start = start;
      this.end = end;
    }

    @Override
    public int length() {
      return end - start;
    }

    @Override
    public char charAt(int index) {
      return (char) (bytes[start + index] & 0xff);
    }

    @Override
    public CharSequence subSequence(int from, int to) {
      return new Part(bytes, start + from, start + to);
    }

    @Override
    public String toString() {
      return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
    }
  }
}
