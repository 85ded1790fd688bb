package dev.taskdock.routing;

import java.util.Arrays;
import java.util.BitSet;
import java.util.TreeMap;

/// Sets of rules by a literal that a text must begin or end with: one walk along the text finds all
/// rules that it may fit, however many there are.
///
/// Each node has the rules of its own literal and of all that its literal begins with, so the last
/// node reached has the answer ready.
final class LiteralTrie {
  private final boolean backward;
  private final boolean folding;
  private final Node root;

  private LiteralTrie(boolean backward, boolean folding, Node root) {
    this.backward = backward;
    this.folding = folding;
    this.root = root;
  }

  private static final class Node {
    private final char[] letters;
    private final Node[] nodes;
    private final long[] rules;

    Node(char[] letters, Node[] nodes, long[] rules) {
      this.letters = letters;
      this.nodes = nodes;
      this.rules = rules;
    }
  }

  /// The set at the end of the longest literal that `text` has.
  long[] along(CharSequence text) {
    var node = root;
    int length = text.length();
    for (int i = 0; i < length; i++) {
      char c = text.charAt(backward ? length - 1 - i : i);
      int next = Arrays.binarySearch(node.letters, folding ? Ascii.lower(c) : c);
      if (next < 0) {
        break;
      }
      node = node.nodes[next];
    }
    return node.rules;
  }

  /// A trie in the making.
  static final class Builder {
    private final TreeMap<Character, Builder> next = new TreeMap<>();
    private final BitSet own = new BitSet();

    /// Puts `rule` at `literal`.
    void add(CharSequence literal, int rule) {
      var node = this;
      for (int i = 0; i < literal.length(); i++) {
        node = node.next.computeIfAbsent(literal.charAt(i), _ -> new Builder());
      }
      node.own.set(rule);
    }

    /// For texts read from their beginning, case counting.
    LiteralTrie ofHeads(int words) {
      return new LiteralTrie(false, false, node(new BitSet(), words));
    }

    /// For texts read from their end, of literals added in reverse and in lower case.
    LiteralTrie ofTails(int words) {
      return new LiteralTrie(true, true, node(new BitSet(), words));
    }

    private Node node(BitSet above, int words) {
      var rules = (BitSet) own.clone();
      rules.or(above);
      var letters = new char[next.size()];
      var nodes = new Node[next.size()];
      int i = 0;
      for (var entry : next.entrySet()) {
        letters[i] = entry.getKey();
        nodes[i] = entry.getValue().node(rules, words);
        i++;
      }
      return new Node(letters, nodes, Arrays.copyOf(rules.toLongArray(), words));
    }
  }
}
