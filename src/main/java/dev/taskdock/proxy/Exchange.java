package dev.taskdock.proxy;

import dev.taskdock.proxy.http.Body;
import dev.taskdock.proxy.http.Framing;
import dev.taskdock.proxy.http.ResponseHead;
import io.netty.buffer.ByteBuf;

/// The client's side of one request, as the connection to a target that speaks HTTP/1.1 sees it.
sealed interface Exchange permits ClientConnection, StreamExchange {
  boolean asksHead();

  boolean asksUpgrade();

  boolean isRequestEnded();

  /// Whether the client takes more.
  boolean isWritable();

  /// The target takes more again.
  void resume();

  /// Something is said before the answer.
  void interim(ResponseHead interim);

  /// The target changed the protocol, as [#asksUpgrade()] said it may.
  void upgraded(ResponseHead upgrade);

  /// The answer begins; what there is of its body is read from `in`. False where that is broken.
  boolean begin(ResponseHead response, Framing itsFraming, Body itsBody, ByteBuf in);

  /// More of the answer's body is in `in`. False where it is broken.
  boolean proceed(Body itsBody, ByteBuf in);

  /// Bytes of a tunnel.
  void send(ByteBuf bytes);

  void flush();

  /// The answer is whole, and the target has nothing more to do with it.
  void end();

  /// The target does not answer, or not to the end.
  void fail(Failure failure);
}
