package dev.taskdock.model;

/// What a security group is called: its id, or the name it is declared by.
public record GroupId(String value) implements Comparable<GroupId> {
  /// The group that is there where none is named: it lets in its own members, and all out.
  public static final GroupId DEFAULT = new GroupId("default");

  public GroupId {
    if (value.isBlank()) {
      throw new IllegalArgumentException("a security group without a name");
    }
  }

  @Override
  public int compareTo(GroupId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
