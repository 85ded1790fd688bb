package dev.taskdock.proxy;

import dev.taskdock.model.TargetId;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What is remembered of one request, or of one connection, so that it can be tried again: who
/// failed, and what was sent. One that grows too long is not tried again.
final class Attempts {
  private static final int MOST_BYTES = 64 * 1024;

  private final Mesh mesh;
  private final Set<TargetId> failed = new HashSet<>();
  private final List<ByteBuf> sent = new ArrayList<>();
  private int bytes;
  private int retries;
  private boolean whole = true;

  Attempts(Mesh mesh) {
    this.mesh = mesh;
  }

  /// Keeps a copy of what goes to a target.
  void sent(ByteBuf piece) {
    bytes += piece.readableBytes();
    if (bytes > MOST_BYTES) {
      spoil();
    } else if (whole) {
      sent.add(piece.retainedDuplicate());
    }
  }

  /// What was sent, each piece to be released.
  List<ByteBuf> replay() {
    return sent.stream().map(ByteBuf::retainedDuplicate).toList();
  }

  /// Something was sent that cannot be sent again.
  void spoil() {
    whole = false;
    release();
  }

  /// A target failed; whether another is to be tried.
  boolean failed(TargetId target, long now) {
    mesh.outliers().failed(target, now);
    failed.add(target);
    return whole && retries++ < Mesh.RETRIES;
  }

  void succeeded(TargetId target) {
    mesh.outliers().succeeded(target);
  }

  /// Whether somebody else is preferred to this target.
  boolean avoids(TargetId target, long now) {
    return failed.contains(target) || mesh.outliers().isOut(target, now);
  }

  void release() {
    sent.forEach(ByteBuf::release);
    sent.clear();
  }
}
