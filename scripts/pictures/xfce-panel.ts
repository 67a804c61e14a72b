import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** The panel lies at the top edge over the whole width; its only plugin holds the tray icons, from the left. */
export const panelHeightPixels = 56;

const panelSettings = `<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
  <property name="configver" type="int" value="2"/>
  <property name="panels" type="array">
    <value type="int" value="1"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=6;x=0;y=0"/>
      <property name="position-locked" type="bool" value="true"/>
      <property name="length" type="uint" value="100"/>
      <property name="size" type="uint" value="${panelHeightPixels / 2}"/>
      <property name="plugin-ids" type="array"><value type="int" value="1"/></property>
    </property>
  </property>
  <property name="plugins" type="empty">
    <property name="plugin-1" type="string" value="systray">
      <property name="square-icons" type="bool" value="true"/>
    </property>
  </property>
</channel>
`;

/** Writes the panel's settings into a folder. Answers the variables that make the panel use them, at scale 2. */
export async function writePanelSettings(
  folder: string,
): Promise<Readonly<Record<string, string>> & { readonly XDG_CONFIG_HOME: string }> {
  const channels = path.join(folder, 'config', 'xfce4', 'xfconf', 'xfce-perchannel-xml');
  await mkdir(channels, { recursive: true });
  await writeFile(path.join(channels, 'xfce4-panel.xml'), panelSettings);
  return {
    HOME: folder,
    XDG_CONFIG_HOME: path.join(folder, 'config'),
    XDG_CACHE_HOME: path.join(folder, 'cache'),
    XDG_CURRENT_DESKTOP: 'XFCE',
    GDK_SCALE: '2',
    GTK_THEME: 'Adwaita',
    LANG: 'C.UTF-8',
  };
}

/** The program that serves xfce's settings; the private bus starts no services by itself. */
export async function settingsServer(): Promise<string> {
  const service = await readFile('/usr/share/dbus-1/services/org.xfce.Xfconf.service', 'utf8');
  const command = /^Exec=(\S+)/m.exec(service)?.[1];
  if (command === undefined) throw new Error('the service file of xfconf names no program');
  return command;
}
