/** How long a request may take, and the refresh of the token before it. */
export const TIME_LIMIT_MILLIS = 30_000;

/** Returns the result, or fails after the time limit. */
export async function withinTimeLimit<T>(result: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error("the time limit has passed")), TIME_LIMIT_MILLIS);
  });
  return Promise.race([result, limit]).finally(() => clearTimeout(timer));
}
