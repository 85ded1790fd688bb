package dev.taskdock.stream;

import dev.taskdock.model.TargetGroupName;
import dev.taskdock.model.TargetId;
import dev.taskdock.routing.ListenerId;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// What event loops have told, in words.
final class Told implements FlowTraffic {
  private final LinkedBlockingQueue<String> words = new LinkedBlockingQueue<>();
  private final LinkedBlockingQueue<TlsEnded> ended = new LinkedBlockingQueue<>();
  private final AtomicLong bytes = new AtomicLong();

  /// The next thing that was told, waited for.
  String next() throws InterruptedException {
    return String.valueOf(words.poll(5, TimeUnit.SECONDS));
  }

  /// The next so many, in any order.
  List<String> next(int count) throws InterruptedException {
    var all = new java.util.ArrayList<String>();
    for (int i = 0; i < count; i++) {
      all.add(next());
    }
    return all;
  }

  TlsEnded nextEnd() throws InterruptedException {
    return java.util.Objects.requireNonNull(ended.poll(5, TimeUnit.SECONDS));
  }

  long bytes() {
    return bytes.get();
  }

  @Override
  public void opened(ListenerId listener, Kind kind, TargetGroupName group, boolean failsOpen) {
    words.add("opened " + kind + " " + group + (failsOpen ? ", not healthy" : ""));
  }

  @Override
  public void closed(ListenerId listener, Kind kind, TargetGroupName group) {
    words.add("closed " + kind + " " + group);
  }

  @Override
  public void moved(ListenerId listener, Kind kind, long more) {
    bytes.addAndGet(more);
  }

  @Override
  public void reset(ListenerId listener, Resetter by) {
    words.add("reset by " + by);
  }

  @Override
  public void rejected(ListenerId listener, Kind kind) {
    words.add("rejected " + kind);
  }

  @Override
  public void crowded(ListenerId listener) {
    words.add("crowded");
  }

  @Override
  public void clientTlsFailed(ListenerId listener) {
    words.add("no TLS with the client");
  }

  @Override
  public void targetTlsFailed(ListenerId listener, TargetGroupName group) {
    words.add("no TLS with a target of " + group);
  }

  @Override
  public void refused(ListenerId listener, TargetId target, String why) {
    words.add("refused");
  }

  @Override
  public void ended(TlsEnded connection) {
    ended.add(connection);
  }
}
