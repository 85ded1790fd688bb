package dev.taskdock.proxy.h2;

/// The streams that a client began last, when they are no more: whether it had said all that it had
/// to say, or they were never there.
final class RecentStreams {
  private static final int REMEMBERED = 256;

  private final int[] ids = new int[REMEMBERED];
  private final boolean[] ended = new boolean[REMEMBERED];
  private int count;

  /// A stream has begun.
  void began(int id) {
    int at = count++ % REMEMBERED;
    ids[at] = id;
    ended[at] = false;
  }

  /// The client has ended its side of it.
  void ended(int id) {
    int at = find(id);
    if (at >= 0) {
      ended[at] = true;
    }
  }

  /// Whether it is known that the client had ended it.
  boolean isEnded(int id) {
    int at = find(id);
    return at >= 0 && ended[at];
  }

  /// Whether it is known that there was no such stream, though there were later ones.
  boolean neverWas(int id) {
    int oldest = count <= REMEMBERED ? 0 : ids[count % REMEMBERED];
    return find(id) < 0 && id > oldest;
  }

  private int find(int id) {
    for (int i = 0; i < Math.min(count, REMEMBERED); i++) {
      if (ids[i] == id) {
        return i;
      }
    }
    return -1;
  }
}
