import { clipboard, ClipboardItem, nativeImage, type NativeImage } from 'electron';

/** The clipboard of Electron before version 44, which the stand-in has. */
interface OlderClipboard {
  readonly writeImage?: (image: NativeImage) => void;
}

/** Returns true if the bytes are a picture that the system can draw. */
export function isPicture(bytes: Buffer): boolean {
  return !nativeImage.createFromBuffer(bytes).isEmpty();
}

/** Puts a PNG picture on the clipboard. False: it is no picture. */
export async function copyPicture(png: Buffer): Promise<boolean> {
  const image = nativeImage.createFromBuffer(png);
  if (image.isEmpty()) return false;
  const older = clipboard as unknown as OlderClipboard;
  if (older.writeImage !== undefined) older.writeImage(image);
  else
    await clipboard.write([new ClipboardItem({ 'image/png': new Blob([new Uint8Array(png)], { type: 'image/png' }) })]);
  return true;
}
