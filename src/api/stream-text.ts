/** Text as it is made, a piece whenever one is wanted. A failure comes when the answer has begun: it says so itself. */
export const streamText = (pieces: AsyncGenerator<string>, brokeOff: string): ReadableStream<Uint8Array> => {
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      try {
        const { done, value } = await pieces.next();
        if (done === true) controller.close();
        else controller.enqueue(encoder.encode(value));
      } catch {
        controller.enqueue(encoder.encode(brokeOff));
        controller.close();
      }
    },
    cancel: async () => {
      await pieces.return(undefined);
    },
  });
};
