/** What went wrong, with the status of the answer and the server's own word for it if there was one. */
export class FreshetError extends Error {
  override readonly name = "FreshetError";

  constructor(
    message: string,
    readonly status?: number,
    readonly code?: string,
  ) {
    super(message);
  }
}

/** An exception of the application's listener: reported as the platform reports them, and nothing else stops for it. */
export function report(error: unknown): void {
  if (typeof reportError === "function") {
    reportError(error);
  } else {
    setTimeout(() => {
      throw error;
    });
  }
}
