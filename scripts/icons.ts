import { iconFolder, writeIcons } from './icons/app-icons.ts';
import { runScript, say } from './process/exit.ts';

await runScript(async () => {
  await writeIcons();
  say(`The icons of the app are in ${iconFolder}.`);
  return 0;
});
