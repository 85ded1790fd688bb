package dev.taskdock.routing;

import dev.taskdock.model.IpAddress;

/// What rules see of a request: a view over bytes that somebody else holds.
///
/// Each byte is one char. Nothing is decoded, and no text need be made for it: rules look at
/// characters where they are. The view is asked only while a call of this package lasts.
public interface Request {
  /// As sent, `GET`.
  CharSequence method();

  /// The host asked for: the first Host header, or the authority of an absolute target or of
  /// HTTP/2; with its port if one is written, empty where there is none.
  CharSequence host();

  /// The path as sent, from its `/` up to the query.
  CharSequence path();

  /// The query as sent, behind its `?`; empty where there is none.
  CharSequence query();

  /// How many header lines there are.
  int headers();

  /// The name of one of them, in any case.
  CharSequence headerName(int index);

  /// Its value, without the blanks around it.
  CharSequence headerValue(int index);

  /// Where the connection comes from.
  IpAddress source();
}
