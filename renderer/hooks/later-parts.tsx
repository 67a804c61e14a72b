import { type ComponentType, useEffect, useState } from 'react';

/** Parts of a page whose script is read after the first content. */
export interface LaterParts<Parts> {
  /** Reads the script, once. */
  readonly load: () => Promise<void>;
  /** Returns a component that draws one of the parts as soon as the script is there, and nothing before. */
  readonly part: <Props extends object>(choose: (parts: Parts) => ComponentType<Props>) => ComponentType<Props>;
}

/** Makes the access to parts that `read` imports. */
export function laterParts<Parts>(read: () => Promise<Parts>): LaterParts<Parts> {
  let parts: Parts | null = null;
  const load = async (): Promise<void> => {
    parts ??= await read();
  };
  return {
    load,
    part: (choose) =>
      function Later(props) {
        const [isLoaded, setLoaded] = useState(parts !== null);
        useEffect(() => {
          if (!isLoaded) void load().then(() => setLoaded(true));
        }, [isLoaded]);
        if (parts === null) return null;
        const Part = choose(parts);
        return <Part {...props} />;
      },
  };
}
