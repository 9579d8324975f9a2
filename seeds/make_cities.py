#!/usr/bin/env python3
"""Makes cities/*.json, zones/*.geojson and staff.json from the tables below. Needs shapely 2 (Debian: python3-shapely).

District centres are approximate, typed from general knowledge of the cities; weights are inhabitants in thousands, roughly.
A zone is the union of the Voronoi cells of its districts' centres, clipped to the built-up outline (centres buffered, minus the sea),
so zones tile the outline: no gap, no overlap. Same tables, same files.
"""
import hashlib
import json
import math
import pathlib

import shapely
from shapely.geometry import LineString, MultiPoint, Point, Polygon

HERE = pathlib.Path(__file__).parent

# zone code: (name, [(district, weight, level of income 1 low .. 5 high, [(lat, lon), ...])])
LIMA = {
    "LIM-01": ("Lima Centro", [
        ("Lima Cercado", 268, 3, [(-12.0464, -77.0428), (-12.0530, -77.0700)]),
        ("Breña", 85, 3, [(-12.0597, -77.0515)]),
        ("Rímac", 174, 2, [(-12.0280, -77.0290)])]),
    "LIM-02": ("Lima Moderna", [
        ("Jesús María", 75, 4, [(-12.0760, -77.0470)]),
        ("Pueblo Libre", 83, 4, [(-12.0760, -77.0670)]),
        ("Magdalena del Mar", 60, 4, [(-12.0930, -77.0710)]),
        ("San Miguel", 155, 4, [(-12.0780, -77.0930)]),
        ("Lince", 54, 4, [(-12.0840, -77.0350)])]),
    "LIM-03": ("San Isidro y Miraflores", [
        ("San Isidro", 60, 5, [(-12.0990, -77.0360)]),
        ("Miraflores", 99, 5, [(-12.1210, -77.0300)]),
        ("Surquillo", 91, 3, [(-12.1130, -77.0170)])]),
    "LIM-04": ("La Victoria y San Borja", [
        ("La Victoria", 173, 2, [(-12.0700, -77.0170)]),
        ("San Luis", 52, 3, [(-12.0750, -76.9960)]),
        ("San Borja", 113, 5, [(-12.1020, -76.9990)])]),
    "LIM-05": ("Surco y La Molina", [
        ("Santiago de Surco", 329, 4, [(-12.1280, -76.9850), (-12.1500, -76.9980)]),
        ("La Molina", 140, 5, [(-12.0790, -76.9330)])]),
    "LIM-06": ("Callao", [
        ("Callao", 451, 2, [(-12.0520, -77.1180), (-12.0080, -77.1050)]),
        ("Bellavista", 74, 3, [(-12.0620, -77.1020)]),
        ("Carmen de la Legua Reynoso", 42, 2, [(-12.0410, -77.0960)]),
        ("La Perla", 61, 3, [(-12.0690, -77.1160)])]),
    "LIM-07": ("Ventanilla y Ancón", [
        ("Ventanilla", 315, 1, [(-11.8790, -77.1310), (-11.8450, -77.1250)]),
        ("Ancón", 63, 1, [(-11.7763, -77.1620)])]),
    "LIM-08": ("San Martín de Porres y Los Olivos", [
        ("San Martín de Porres", 654, 2, [(-12.0020, -77.0800), (-11.9720, -77.0960)]),
        ("Los Olivos", 325, 3, [(-11.9700, -77.0740)])]),
    "LIM-09": ("Comas e Independencia", [
        ("Comas", 520, 2, [(-11.9460, -77.0540), (-11.9230, -77.0480)]),
        ("Independencia", 211, 2, [(-11.9910, -77.0520)])]),
    "LIM-10": ("Carabayllo y Puente Piedra", [
        ("Carabayllo", 333, 1, [(-11.8900, -77.0270)]),
        ("Puente Piedra", 329, 1, [(-11.8650, -77.0760)])]),
    "LIM-11": ("San Juan de Lurigancho Sur", [
        ("San Juan de Lurigancho", 520, 2, [(-12.0250, -77.0090), (-11.9990, -77.0060)])]),
    "LIM-12": ("San Juan de Lurigancho Norte", [
        ("San Juan de Lurigancho", 518, 1, [(-11.9720, -77.0010), (-11.9440, -76.9850)])]),
    "LIM-13": ("Ate, Santa Anita y El Agustino", [
        ("Ate", 600, 2, [(-12.0580, -76.9600), (-12.0256, -76.9187)]),
        ("Santa Anita", 196, 2, [(-12.0430, -76.9680)]),
        ("El Agustino", 198, 2, [(-12.0430, -76.9960)])]),
    "LIM-14": ("Lurigancho y Chaclacayo", [
        ("Lurigancho", 240, 2, [(-11.9420, -76.7010), (-11.9850, -76.8250)]),
        ("Chaclacayo", 43, 3, [(-11.9800, -76.7660)])]),
    "LIM-15": ("Lima Sur", [
        ("San Juan de Miraflores", 355, 2, [(-12.1590, -76.9690)]),
        ("Villa María del Triunfo", 398, 1, [(-12.1600, -76.9390)]),
        ("Barranco", 34, 4, [(-12.1450, -77.0200)]),
        ("Chorrillos", 314, 2, [(-12.1720, -77.0130), (-12.1950, -76.9950)])]),
    "LIM-16": ("Villa El Salvador, Lurín y Pachacámac", [
        ("Villa El Salvador", 393, 1, [(-12.2130, -76.9370)]),
        ("Lurín", 89, 1, [(-12.2720, -76.8700)]),
        ("Pachacámac", 110, 1, [(-12.2290, -76.8620), (-12.1900, -76.8700)])]),
}
# North to south; the sea is west of it.
LIMA_COAST = [(-11.60, -77.22), (-11.755, -77.185), (-11.775, -77.178), (-11.805, -77.175), (-11.85, -77.160), (-11.90, -77.145), (-11.945, -77.140),
              (-12.01, -77.135), (-12.048, -77.148), (-12.072, -77.166), (-12.075, -77.122), (-12.087, -77.100), (-12.099, -77.080), (-12.110, -77.058),
              (-12.129, -77.037), (-12.150, -77.027), (-12.168, -77.030), (-12.185, -77.043), (-12.205, -77.015), (-12.224, -76.985), (-12.250, -76.955),
              (-12.285, -76.915), (-12.312, -76.885), (-12.335, -76.830), (-12.50, -76.75)]
LIMA_OUTSIDE = [("Huaral", -11.4950, -77.2070), ("Chancay", -11.5650, -77.2680), ("Santa Eulalia", -11.9050, -76.6600), ("San Bartolo", -12.3880, -76.7800),
                ("Mala", -12.6580, -76.6300)]

BOGOTA = {
    "BOG-01": ("Usaquén", [("Usaquén", 475, 4, [(4.7010, -74.0320), (4.7400, -74.0300)])]),
    "BOG-02": ("Suba", [("Suba", 1250, 3, [(4.7480, -74.0840), (4.7280, -74.0640), (4.7560, -74.1040)])]),
    "BOG-03": ("Engativá", [("Engativá", 800, 3, [(4.7060, -74.1120), (4.6850, -74.0990)])]),
    "BOG-04": ("Chapinero, Teusaquillo y Barrios Unidos", [
        ("Chapinero", 170, 5, [(4.6480, -74.0600)]),
        ("Barrios Unidos", 145, 4, [(4.6690, -74.0770)]),
        ("Teusaquillo", 140, 4, [(4.6440, -74.0870)])]),
    "BOG-05": ("Fontibón", [("Fontibón", 390, 3, [(4.6740, -74.1440)])]),
    "BOG-06": ("Kennedy", [("Kennedy", 1030, 2, [(4.6270, -74.1530), (4.6420, -74.1700)])]),
    "BOG-07": ("Bosa", [("Bosa", 720, 1, [(4.6190, -74.1930)])]),
    "BOG-08": ("Centro y Puente Aranda", [
        ("Santa Fe", 108, 2, [(4.6080, -74.0700)]),
        ("La Candelaria", 17, 2, [(4.5960, -74.0740)]),
        ("Los Mártires", 83, 2, [(4.6050, -74.0900)]),
        ("Antonio Nariño", 82, 3, [(4.5890, -74.0990)]),
        ("Puente Aranda", 253, 3, [(4.6160, -74.1140)])]),
    "BOG-09": ("San Cristóbal, Rafael Uribe Uribe y Usme", [
        ("San Cristóbal", 400, 1, [(4.5650, -74.0850)]),
        ("Rafael Uribe Uribe", 383, 2, [(4.5660, -74.1130)]),
        ("Usme", 390, 1, [(4.5050, -74.1130), (4.5280, -74.1180)])]),
    "BOG-10": ("Ciudad Bolívar y Tunjuelito", [
        ("Tunjuelito", 180, 2, [(4.5800, -74.1330)]),
        ("Ciudad Bolívar", 650, 1, [(4.5640, -74.1560), (4.5790, -74.1690)])]),
}
BOGOTA_OUTSIDE = [("Chía", 4.8588, -74.0570), ("Cota", 4.8090, -74.1020), ("Mosquera", 4.7059, -74.2302), ("La Calera", 4.7210, -73.9690),
                  ("Facatativá", 4.8137, -74.3545)]

CITIES = [
    dict(name="lima", title="Lima y Callao", country="PE", state="Lima", currency="PEN", time_zone="America/Lima", language="es-PE", id_type="DNI",
         zones=LIMA, outside=LIMA_OUTSIDE, coast=LIMA_COAST, reach=3000, collectors=40, mail="li"),
    dict(name="bogota", title="Bogotá", country="CO", state="Bogotá D.C.", currency="COP", time_zone="America/Bogota", language="es-CO", id_type="CC",
         zones=BOGOTA, outside=BOGOTA_OUTSIDE, coast=None, reach=2200, collectors=20, mail="bo"),
]


class Plane:
    """Metres east and north of a city's middle: good to a few metres over a city."""

    def __init__(self, latitude, longitude):
        self.latitude, self.longitude = latitude, longitude
        self.east = 111320 * math.cos(math.radians(latitude))
        self.north = 110574

    def point(self, lat, lon):
        return ((lon - self.longitude) * self.east, (lat - self.latitude) * self.north)

    def degrees(self, x, y):
        return (round(x / self.east + self.longitude, 6), round(y / self.north + self.latitude, 6))


def make_zones(city):
    """Zone code -> polygon in degrees, and the plane."""
    cells = [(code, place) for code, (_, districts) in city["zones"].items() for *_, places in districts for place in places]
    middle = [sum(place[axis] for _, place in cells) / len(cells) for axis in (0, 1)]
    plane = Plane(*middle)
    points = [Point(plane.point(*place)) for _, place in cells]
    outline = MultiPoint(points).buffer(city["reach"], quad_segs=6).buffer(4000, quad_segs=6).buffer(-4000, quad_segs=6)
    if city["coast"]:
        coast = [plane.point(*place) for place in city["coast"]]
        land = Polygon(coast + [(90000, coast[-1][1]), (90000, coast[0][1])])
        outline = outline.intersection(land)
    if outline.geom_type != "Polygon":
        raise SystemExit(f"{city['name']}: the outline is in pieces: {[round(part.area / 1e6) for part in outline.geoms]} km2")
    outline = Polygon(outline.exterior).simplify(60)
    diagram = list(shapely.voronoi_polygons(MultiPoint(points), extend_to=outline.buffer(20000)).geoms)
    members = {}
    for (code, _), point in zip(cells, points):
        cell = next(cell for cell in diagram if cell.contains(point))
        members.setdefault(code, []).append(cell.intersection(outline))
    zones = {code: shapely.transform(shapely.union_all(parts), lambda xy: [plane.degrees(*p) for p in xy]) for code, parts in members.items()}
    for code, zone in zones.items():
        if zone.geom_type != "Polygon" or not zone.is_valid:
            raise SystemExit(f"{code} is {zone.geom_type}, valid: {zone.is_valid}")
    if not shapely.coverage_is_valid(list(zones.values())):
        raise SystemExit(f"{city['name']}: the zones overlap or leave gaps")
    return zones, plane


def write(path, value, **options):
    (HERE / path).write_text(json.dumps(value, ensure_ascii=False, **options) + "\n", encoding="utf-8")


def write_zones(city, zones):
    features = []
    for code, (name, districts) in city["zones"].items():
        polygon = shapely.geometry.polygon.orient(zones[code])
        properties = {"code": code, "name": name, "city": city["name"], "country": city["country"],
                      "districts": sorted({district for district, *_ in districts})}
        features.append({"type": "Feature", "properties": properties,
                         "geometry": {"type": "Polygon", "coordinates": [[list(p) for p in polygon.exterior.coords]]}})
    lines = ",\n".join(json.dumps(feature, ensure_ascii=False) for feature in features)
    (HERE / f"zones/{city['name']}.geojson").write_text(f'{{"type": "FeatureCollection", "features": [\n{lines}\n]}}\n', encoding="utf-8")


def write_city(city, zones, plane):
    """Each centre gets the radius of its addresses: inside the outline, and not far into the next district."""
    everywhere = [(name, plane.point(*place)) for _, members in city["zones"].values() for name, _, _, places in members for place in places]
    flat = shapely.transform(shapely.union_all(list(zones.values())), lambda xy: [plane.point(lat, lon) for lon, lat in xy])
    districts = []
    for code, (_, members) in city["zones"].items():
        for name, weight, level, places in members:
            centres = []
            for lat, lon in places:
                clear = flat.exterior.distance(Point(plane.point(lat, lon)))
                nearest = min(math.dist(plane.point(lat, lon), other) for other_name, other in everywhere if other_name != name)
                centres.append({"lat": lat, "lon": lon, "radius_metres": int(min(clear - 30, max(0.9 * nearest, 800), 3200))})
                assert centres[-1]["radius_metres"] > 300, name
            districts.append({"name": name, "zone_code": code, "weight": weight, "income_level": level, "centres": centres})
    outside = []
    for name, lat, lon in city["outside"]:
        gap = flat.distance(Point(plane.point(lat, lon)))
        assert gap > 900, f"{name} is {gap:.0f} m from a zone"
        outside.append({"name": name, "lat": lat, "lon": lon, "radius_metres": 800})
    keys = ("name", "title", "country", "state", "currency", "time_zone", "language", "id_type")
    value = {key: city[key] for key in keys}
    value |= {"longitude_microdegrees_per_km": round(1e9 / plane.east),
              "latitude_microdegrees_per_km": round(1e9 / plane.north), "districts": districts, "outside": outside}
    write(f"cities/{city['name']}.json", value, indent=1)


GIVEN = ["Ana", "Luis", "Carmen", "José", "María", "Jorge", "Rosa", "Carlos", "Lucía", "Miguel", "Elena", "Víctor", "Sofía", "Raúl", "Teresa",
         "Hugo", "Gloria", "Andrés", "Patricia", "Óscar", "Silvia", "Diego", "Norma", "Pedro", "Diana"]
FAMILY = ["Quispe", "Rojas", "Huamán", "Flores", "Torres", "Mendoza", "Salazar", "Vargas", "Chávez", "Paredes", "Cárdenas", "Rincón", "Ortiz",
          "Moreno", "Castro", "Gómez", "Núñez", "Ramos", "Villanueva", "Acosta", "Suárez", "Peña", "Luna"]


def draw(*parts):
    """A number from 0 to 2^32 - 1 that depends on the names only."""
    return int.from_bytes(hashlib.sha256("/".join(map(str, parts)).encode()).digest()[:4], "big")


def person(email, roles, city=None, zone_codes=(), home=None, maximum_stops=0, name=None):
    given, first, second = draw(email, "given"), draw(email, "first"), draw(email, "second")
    name = name or f"{GIVEN[given % len(GIVEN)]} {FAMILY[first % len(FAMILY)]} {FAMILY[second % len(FAMILY)]}"
    return {"email": email, "full_name": name, "roles": roles, "team_id": city and city["name"], "city": city and city["name"],
            "zone_codes": list(zone_codes), "creditor_ids": [], "home": home, "time_zone": city["time_zone"] if city else "America/Lima",
            "language": city["language"] if city else "es", "shift_starts_minute": 480, "shift_ends_minute": 1080,
            "maximum_stops": maximum_stops, "active": True}


def shares(city):
    """Collectors per zone: one each, the rest by inhabitants (largest remainders)."""
    weight = {code: sum(d[1] for d in districts) for code, (_, districts) in city["zones"].items()}
    rest = city["collectors"] - len(weight)
    exact = {code: rest * w / sum(weight.values()) for code, w in weight.items()}
    count = {code: 1 + int(share) for code, share in exact.items()}
    for code in sorted(exact, key=lambda c: (int(exact[c]) - exact[c], c))[:city["collectors"] - sum(count.values())]:
        count[code] += 1
    return count


def home_in(zone, plane, district_places, seed):
    for attempt in range(1000):
        lat, lon = district_places[draw(seed, attempt, "place") % len(district_places)]
        x, y = plane.point(lat, lon)
        lon, lat = plane.degrees(x + draw(seed, attempt, "x") % 2400 - 1200, y + draw(seed, attempt, "y") % 2400 - 1200)
        if zone.contains(Point(lon, lat)):
            return {"lat": lat, "lon": lon}
    raise SystemExit(f"no home for {seed}")


def staff_of(city, zones, plane):
    codes = list(city["zones"])
    people = [person(f"supervisor.{city['name']}@ronda.example", ["supervisor"], city, codes)]
    number = 0
    for code, count in shares(city).items():
        places = [place for *_, places in city["zones"][code][1] for place in places]
        for _ in range(count):
            number += 1
            email = f"col{city['mail']}{number:02d}@ronda.example"
            people.append(person(email, ["collector"], city, [code], home_in(zones[code], plane, places, email), 40 + draw(email, "stops") % 21))
    return people


def main():
    staff = [person("admin@ronda.example", ["administrator"], name="Administración Ronda"),
             person("auditor@ronda.example", ["auditor"], name="Auditoría Ronda"),
             person("gateway@ronda.example", ["gateway"], name="Pasarela de campo")]
    for city in CITIES:
        zones, plane = make_zones(city)
        write_zones(city, zones)
        write_city(city, zones, plane)
        staff += staff_of(city, zones, plane)
    lines = ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in staff)
    (HERE / "staff.json").write_text(f'{{"staff": [\n{lines}\n]}}\n', encoding="utf-8")


if __name__ == "__main__":
    main()
