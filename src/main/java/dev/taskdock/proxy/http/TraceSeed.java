package dev.taskdock.proxy.http;

/// What is new in the next trace id: a moment and 96 random bits, from whoever has a clock.
public final class TraceSeed {
  private long epochSecond;
  private int high;
  private long low;

  public void set(long epochSecond, int high, long low) {
    this.epochSecond = epochSecond;
    this.high = high;
    this.low = low;
  }

  void write(Output out) {
    out.put('1').put('-').putHex(epochSecond, 8).put('-').putHex(high, 8).putHex(low, 16);
  }
}
